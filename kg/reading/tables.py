"""Reads the tables of domain knowledge that stand beside the reader."""

from collections.abc import Iterator
from importlib.resources import files

from kg.errors import ReadingError, Where


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``kg/reading/data/{name}.tsv``: column name to value.

    A line that starts with ``#`` is a comment; the first other line names the columns; cells missing at the end of a
    line are empty.

    Raises:
        ReadingError: a line has more cells than there are columns.
    """
    columns: list[str] | None = None
    text = (files("kg.reading") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if columns is None:
            columns = cells
        elif len(cells) > len(columns):
            where = Where(f"kg/reading/data/{name}.tsv", line=number)
            raise ReadingError(f"{len(cells)} cells, but {len(columns)} columns", where=where)
        else:
            yield dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))
