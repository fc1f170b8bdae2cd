"""What the emulated account holds at the start."""
