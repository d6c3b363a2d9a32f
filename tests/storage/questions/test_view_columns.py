"""What `wirecopy schema` says of the views, and that docs/schema.md says the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import NoSuchViewError
from storage.questions.view_columns import Column, macros, views
from storage.store import Store
from wirecopy.show import markdown

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("columns") / "news") as store:
        yield store


def test_schema_page_is_up_to_date(store: Store) -> None:
    """Made with: wirecopy schema > docs/schema.md"""
    page = markdown.schema(views(store), macros(store))
    assert page == (DOCS / "schema.md").read_text("utf-8")


def test_one_view(store: Store) -> None:
    (described,) = views(store, "pairs")

    assert described.meaning.startswith("Every verified pair of articles")
    assert Column("other_id", "BIGINT", "The article with the larger id") in described.columns
    assert markdown.section(described).startswith("## pairs\n\nEvery verified pair of articles")


def test_no_view(store: Store) -> None:
    with pytest.raises(
        NoSuchViewError, match="piars: no such view; there are: articles, changes, copies"
    ):
        views(store, "piars")
