"""Where the settings of a command come from: options, variables, a file."""
