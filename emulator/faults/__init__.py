"""Fault injection: rules, schedule, effects and quotas."""
