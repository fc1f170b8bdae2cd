"""One class per API operation: its header is the table row, its fields are the request."""
