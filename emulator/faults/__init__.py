"""Failures on demand: rules, schedule, effects and quotas."""
