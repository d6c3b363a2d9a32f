"""Raw pages as WARC files: written, read, repaired, and let go."""
