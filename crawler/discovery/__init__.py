"""Responses turned into links: what a site's feeds, sitemaps and pages name."""
