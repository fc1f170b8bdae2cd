"""Measurements beside their yardsticks, in one run: see README.md."""
