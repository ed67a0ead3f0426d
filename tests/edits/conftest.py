"""A served copy of the seeds' graph that may be written to, and a client that writes to it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from kg.generations import DataFolder, Manifest
from kg.tokens import Tokens

Run = Callable[..., object]


@dataclass
class Site:
    """A served data folder."""

    address: str
    data: Path
    token: str

    @property
    def base(self) -> str:
        return self.manifest.base

    @property
    def manifest(self) -> Manifest:
        return DataFolder(self.data).current().manifest

    def bearer(self, token: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self.token}"}

    def update(self, text: str, *, token: str | None = None, **more: object) -> requests.Response:
        headers = {"Content-Type": "application/sparql-update", **self.bearer(token), **more.pop("headers", {})}
        return requests.post(self.address + "sparql", text.encode(), headers=headers, timeout=120, **more)

    def store(self, method: str, graph: str | None, body: str = "", **headers: str) -> requests.Response:
        where = {"graph": graph} if graph else {"default": ""}
        sent = {"Content-Type": "text/turtle", **self.bearer(), **headers}
        return requests.request(
            method, self.address + "store", params=where, data=body.encode(), headers=sent, timeout=120
        )

    def ask(self, query: str) -> bool:
        answer = requests.post(self.address + "sparql", {"query": query}, timeout=30)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["boolean"])

    def rows(self, query: str) -> list[list[str]]:
        answer = requests.post(self.address + "sparql", {"query": query, "format": "json"}, timeout=30)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        return [
            [row[name]["value"] for name in told["head"]["vars"] if name in row] for row in told["results"]["bindings"]
        ]


@pytest.fixture(scope="module")
def writable(serve: Callable[..., str], seed_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A server of two processes over a copy of the seeds' graph, with a token for everything."""
    data = tmp_path_factory.mktemp("writable") / "data"
    shutil.copytree(seed_data, data, symlinks=True)
    token = Tokens(data).add("anna")
    return Site(serve(data), data, token)
