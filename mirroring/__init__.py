"""Writes a workspace into a world file, with reads alone."""
