"""Files of rows for imports."""

import json
from collections.abc import Mapping
from pathlib import Path


def of_sites(file: Path, texts: Mapping[str, str]) -> Path:
    """JSON lines with a text for each site, by its name."""
    rows = ({"url": f"https://{name}.example/a", "text": text} for name, text in texts.items())
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file
