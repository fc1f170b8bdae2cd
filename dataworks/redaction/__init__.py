"""Where secrets are in a text: the keys that they have, their forms, and where a value ends."""
