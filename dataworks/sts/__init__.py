"""Sessions of RAM roles: how a caller gets an identity of its own (Security Token Service, STS)."""
