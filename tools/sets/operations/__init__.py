"""Tools that are exactly one operation of the API, in one module per toolset."""
