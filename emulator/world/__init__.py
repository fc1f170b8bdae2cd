"""The state of the emulated account, and its storage."""
