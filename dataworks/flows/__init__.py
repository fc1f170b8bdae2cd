"""Work that takes several calls, as functions that read aloud."""
