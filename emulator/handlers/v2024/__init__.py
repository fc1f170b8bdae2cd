"""Handlers of the operations of API version 2024-05-18."""
