"""Spiders: one for news, and a small file for each site that needs its own."""
