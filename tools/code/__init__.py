"""Requests as code that people read, review and hand over. Nothing here sends anything."""
