"""Taking in: files of others become raw pages in the archive, each kept once."""
