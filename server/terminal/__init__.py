"""What people see of a command on a terminal: texts that fit it, and bars."""
