"""Errors of the synchronization engine, its sources and its destinations, which users paste from logs of tasks."""
