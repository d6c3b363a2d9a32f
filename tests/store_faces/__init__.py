"""The store as people use it: searched, reviewed, kept in order, compared between runs."""
