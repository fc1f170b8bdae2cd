"""Studios: what each generation of the API can do with tasks, as the flows ask it."""
