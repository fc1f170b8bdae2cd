"""What answers each operation, and the evidence for it."""
