"""The store: DuckDB files, raw pages, snapshots. Knows DuckDB and nothing of the rest."""
