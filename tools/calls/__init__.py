"""The path of a call from the MCP library to its answer."""
