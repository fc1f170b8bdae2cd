"""The tools over HTTP, for this machine or for a team."""
