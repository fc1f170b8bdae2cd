"""What an assistant can call: one module per toolset."""
