"""What the crawler may not do, and when it stops: one policy a file, between spider and network."""
