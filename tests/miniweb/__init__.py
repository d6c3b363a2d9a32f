"""A small internet on one loopback server, for tests: well-behaved, broken and hostile hosts."""
