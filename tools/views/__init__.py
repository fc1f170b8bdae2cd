"""Models of tool answers: the facts needed to decide, in snake_case; lists are inside an object, with a count."""
