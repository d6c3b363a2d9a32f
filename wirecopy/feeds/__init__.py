"""Copy groups as feeds, and what each reader has seen of them."""
