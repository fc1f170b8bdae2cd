"""Work that takes several calls, as functions of plain steps."""
