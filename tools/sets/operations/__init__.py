"""Tools that are exactly one operation of the API, a module for each toolset."""
