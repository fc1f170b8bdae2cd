"""One call, from the MCP library to an answer."""
