"""Packs the server into a file that desktop applications install: a bundle for MCP (``.mcpb``)."""
