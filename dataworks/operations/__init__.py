"""One class per API operation: its header has the facts, its fields are the request."""
