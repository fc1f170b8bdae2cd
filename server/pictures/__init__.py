"""Pictures of answers: one page for hosts of MCP Apps and for browsers, and who gets it."""
