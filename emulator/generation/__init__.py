"""Generating the scripts of real-time tasks."""
