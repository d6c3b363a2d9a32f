"""Fetches news: knows Scrapy and HTML, hands on raw pages and articles."""
