"""Calls as code, for review. Nothing here sends a request."""
