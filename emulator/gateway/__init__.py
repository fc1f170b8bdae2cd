"""The API gateway: signatures, response envelopes, and the names of all operations of the API."""
