"""What an error means, who can fix it, and what to do next."""
