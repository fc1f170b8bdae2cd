"""Who calls over HTTP: bearer tokens from a file or from an OpenID Connect issuer."""
