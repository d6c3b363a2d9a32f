"""Two real documents, one written for them, and what must come out of them."""
