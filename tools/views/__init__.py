"""What tools answer with: what is needed to decide, in snake_case, with lists inside an object and counted."""
