"""What a run knows of sites, feeds and addresses: what is due, and what becomes of an answer."""
