"""What to crawl: sources.toml, the packaged list of outlets, and the values that they give."""
