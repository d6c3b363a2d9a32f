"""Crawls news sites: what to ask for, how politely, and what to keep of what comes back."""
