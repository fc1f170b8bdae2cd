"""The initial contents of the emulated account."""
