"""Raw page -> article: blocks, body, rules, metadata. Knows no network, no store, no Scrapy."""
