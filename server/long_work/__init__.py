"""Long work: calls that continue as tasks, for clients that know the extension ``io.modelcontextprotocol/tasks``."""
