"""The handler of each operation, with its behaviours and their evidence."""
