"""Arguments of tools: parsing, schemas, and checks of the scripts in them."""
