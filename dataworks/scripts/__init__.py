"""Task scripts as data: building them, reading them, comparing them."""
