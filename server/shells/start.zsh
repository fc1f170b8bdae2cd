#compdef dataworks-di-mcp

