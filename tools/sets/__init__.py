"""The tools themselves, a module for each subject."""
