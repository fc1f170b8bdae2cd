"""The API gateway: signatures, envelopes, and which operations the API has."""
