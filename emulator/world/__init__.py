"""The state of the emulated account, and where it is kept."""
