"""The demo: three tasks, created and started by an MCP client in the emulator."""
