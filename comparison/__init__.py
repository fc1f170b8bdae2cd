"""The comparison of the emulator with the service: the same requests to both, and where their answers differ."""
