"""Reading arguments: parsing, schemas, and the check of scripts among them."""
