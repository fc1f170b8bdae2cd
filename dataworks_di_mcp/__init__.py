"""What is installed under the project's name: the launcher, and in a wheel all other packages below ``_app``."""
