"""The tools, in one module per subject."""
