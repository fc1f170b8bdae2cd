"""Measurements and their yardsticks, in one run: see README.md."""
