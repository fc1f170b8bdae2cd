"""What must hold between the parts of a script: one small function for each rule."""
