"""Work spread over processes, and what they do to pages; no database is loaded there."""
