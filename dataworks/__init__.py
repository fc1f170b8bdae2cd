"""DataWorks Data Integration (API 2020-05-18) in Python, with no MCP inside."""
