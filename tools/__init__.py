"""The tools that an assistant can call, and all that a call passes through."""
