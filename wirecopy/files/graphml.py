"""Who copies whom as a graph, in GraphML: for Gephi, Cytoscape, yEd, networkx, igraph.

Rows with `source_id` and `copy_id` make a graph of articles (`copies`), rows with `source_site`
and `copy_site` one of sites (`site_pairs`). An edge runs the way the text went: from the source to
the copy; what else a row says stands on the edge. Of the view `site_pairs` only what one site
copied from another is drawn: no forms that two fill, nor what a site took from itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TextIO

from storage.reader import Reader
from wirecopy import exits
from wirecopy.exits import Failure
from wirecopy.files.query import NamedQuery
from wirecopy.show.rows import Row, json_line, plain
from wirecopy.show.xml import escape

ENDS = (("source_id", "copy_id"), ("source_site", "copy_site"))
NODE = ("site", "title", "url")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
    '"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
    "\n"
)


class GraphColumns(NamedTuple):
    """Which columns are what: the two ends, and what belongs to each end or to the edge."""

    source: str
    copy: str
    of_source: Mapping[str, str]  # column -> attribute of a node
    of_copy: Mapping[str, str]
    of_edge: Sequence[str]


def write(reader: Reader, asked: NamedQuery, out: TextIO) -> None:
    """Write the graph; raises Failure for rows without two ends, storage.errors.QueryError."""
    drawn = " WHERE n_copies > 0 AND source_site <> copy_site" if asked.name == "site_pairs" else ""
    columns, kinds, rows = reader.stream(asked.query + drawn)
    shape = shape_of(columns)
    out.write(HEAD)
    of_node = dict.fromkeys((*shape.of_source.values(), *shape.of_copy.values()))
    for attribute in of_node:
        out.write(key("node", attribute, "VARCHAR"))
    types = dict(zip(columns, kinds, strict=True))
    for column in shape.of_edge:
        out.write(key("edge", column, types[column]))
    out.write('<graph id="copies" edgedefault="directed">\n')
    for element in elements(rows, columns, shape):
        out.write(element)
    out.write("</graph>\n</graphml>\n")


def shape_of(columns: Sequence[str]) -> GraphColumns:
    """Find out which columns are the ends; raises Failure where there are none."""
    for source, copy in ENDS:
        if {source, copy} <= set(columns):
            one, two = ({f"{end}_{n}": n for n in NODE} for end in ("source", "copy"))
            of_source = {c: one[c] for c in columns if c in one and c != source}
            of_copy = {c: two[c] for c in columns if c in two and c != copy}
            ends = {source, copy, *of_source, *of_copy}
            return GraphColumns(
                source, copy, of_source, of_copy, [c for c in columns if c not in ends]
            )
    raise Failure(
        exits.USAGE,
        "a graph needs columns source_id and copy_id, or source_site and copy_site;"
        " the views copies and site_pairs have them",
    )


def key(domain: str, name: str, kind: str) -> str:
    """The declaration of an attribute of all nodes or of all edges."""
    name = escape(name)
    return (
        f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}"'
        f' attr.type="{type_of(kind)}"/>\n'
    )


def type_of(kind: str) -> str:
    """GraphML's type for one of DuckDB's."""
    if kind == "BOOLEAN":
        return "boolean"
    if kind in ("BIGINT", "INTEGER", "SMALLINT", "TINYINT"):
        return "long"
    return "double" if kind.startswith(("DOUBLE", "FLOAT", "DECIMAL")) else "string"


def elements(rows: Iterable[Row], columns: Sequence[str], shape: GraphColumns) -> Iterator[str]:
    """Each node before the first edge that needs it; a copy without a named source has no edge."""
    known: set[str] = set()
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        ends = ((row[shape.source], shape.of_source), (row[shape.copy], shape.of_copy))
        for end, attributes in ends:
            if end is not None and str(end) not in known:
                known.add(str(end))
                inside = "".join(data("node", name, row[c]) for c, name in attributes.items())
                yield f'<node id="{escape(str(end))}">{inside}</node>\n'
        if row[shape.source] is not None and row[shape.copy] is not None:
            inside = "".join(data("edge", column, row[column]) for column in shape.of_edge)
            source, copy = escape(str(row[shape.source])), escape(str(row[shape.copy]))
            yield f'<edge source="{source}" target="{copy}">{inside}</edge>\n'


def data(domain: str, name: str, value: Any) -> str:
    """One attribute of a node or an edge; none where there is no value."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        value = json_line(value)
    return f'<data key="{domain}_{escape(name)}">{escape(str(value))}</data>'
