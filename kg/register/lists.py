"""The register's tables of words under ``kg/data``."""

from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> list[list[str]]:
    """The rows of ``kg/data/{name}.tsv``; lines of ``#`` are comments."""
    lines = (files("kg.data") / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
