"""The step that fetches what third parties wrote: checked by hash, whole or not at all, never in the way."""

import hashlib
import importlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "server" / "static" / "vendor"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the assets' sources and no result."""
    shutil.copytree(ROOT / "assets", tmp_path / "assets", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "server" / "static").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def registry() -> Iterator[tuple[str, list[str]]]:
    """A registry that answers each request with a file that is no package, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"something else")

        def log_message(self, *_: object) -> None:
            """Tests stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def run(checkout: Path, registry: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    environment |= {"XDG_CACHE_HOME": str(checkout / "cache"), "npm_config_registry": registry, **settings}
    command = [sys.executable, checkout / "assets" / "build.py"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_a_package_with_another_hash_ends_the_build_with_failure(
    checkout: Path, registry: tuple[str, list[str]]
) -> None:
    address, asked = registry
    done = run(checkout, address)
    assert done.returncode == 1
    assert "its sha512 is another one" in done.stderr
    assert not (checkout / "server" / "static" / "vendor").exists()
    assert not list((checkout / "cache").rglob("*.tgz"))
    assert any(path.startswith("/@codemirror/view/-/view-6.") for path in asked)


def test_without_a_registry_nothing_is_made_and_nothing_fails(checkout: Path) -> None:
    done = run(checkout, "http://127.0.0.1:9")
    assert done.returncode == 0, done.stderr
    assert "will have a plain form" in done.stderr
    assert not (checkout / "server" / "static" / "vendor").exists()


def test_the_step_can_be_left_out(checkout: Path) -> None:
    assert run(checkout, "http://127.0.0.1:9", KG_SKIP_ASSETS="1").stdout.startswith("assets: left out")


def test_a_kept_package_that_was_changed_is_not_used(checkout: Path, registry: tuple[str, list[str]]) -> None:
    locked = json.loads((checkout / "assets" / "package-lock.json").read_text())["packages"]
    folder = checkout / "cache" / "civigraph-assets"
    folder.mkdir(parents=True)
    build = module()
    for entry in locked.values():
        if "integrity" in entry:
            (folder / f"{build.integrity_hex(entry['integrity'])}.tgz").write_bytes(b"changed")
    assert run(checkout, registry[0]).returncode == 1


def module() -> ModuleType:
    sys.path.insert(0, str(ROOT / "assets"))
    try:
        specification = importlib.util.spec_from_file_location("assets_build", ROOT / "assets" / "build.py")
        assert specification
        assert specification.loader
        made = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(made)
        return made
    finally:
        sys.path.remove(str(ROOT / "assets"))


def test_files_of_a_package_stay_in_its_folder(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name in ("package/good.js", "package/../../evil.js", "/package/deep/../../../evil.js"):
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"text"))
        link = tarfile.TarInfo("package/link.js")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    module().unpack(data.getvalue(), tmp_path / "inside")
    assert [p.relative_to(tmp_path) for p in tmp_path.rglob("*") if not p.is_dir()] == [Path("inside/good.js")]


def test_the_lock_has_hashes_and_no_address() -> None:
    text = (ROOT / "assets" / "package-lock.json").read_text()
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert all(entry["integrity"].startswith("sha512-") for path, entry in packages.items() if path)


def test_the_hash_of_the_lock_is_a_sha512() -> None:
    build = module()
    integrity = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
    assert build.matches(b"", integrity)
    assert build.integrity_hex(integrity) == hashlib.sha512(b"").hexdigest()
    with pytest.raises(build.Corrupt):
        build.matches(b"", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=")


def test_what_was_made_is_whole() -> None:
    if not VENDOR.is_dir():
        pytest.skip("the assets were not made: there was no registry")
    made = {path.name for path in VENDOR.iterdir()}
    assert made == {"BUILT", "LICENSES.txt", "editor.js", "land-10m.tsv", "land-50m.tsv", "land-110m.tsv"}
    licences = (VENDOR / "LICENSES.txt").read_text()
    assert "@codemirror/view" in licences
    assert "Permission is hereby granted" in licences
    assert (VENDOR / "BUILT").read_text() == module().digest()


def outlines_module() -> ModuleType:
    sys.path.insert(0, str(ROOT / "assets"))
    try:
        return importlib.import_module("outlines")
    finally:
        sys.path.remove(str(ROOT / "assets"))


def test_outlines_are_cut_into_tiles_without_losing_land() -> None:
    outlines = outlines_module()
    square = [(-12.0, -3.0), (23.0, -3.0), (23.0, 17.0), (-12.0, 17.0), (-12.0, -3.0)]
    tiles = outlines.tiled(iter([square]), 10, 3)
    assert {tuple(map(int, name.split(","))) for name in tiles} == {(x, y) for x in range(-2, 3) for y in (-1, 0, 1)}

    def area(flat: list[float]) -> float:
        points = list(zip(flat[::2], flat[1::2], strict=True))
        return abs(sum(x * v - u * y for (x, y), (u, v) in zip(points, points[1:] + points[:1], strict=True))) / 2

    assert sum(area(ring) for rings in tiles.values() for ring in rings) == pytest.approx(35 * 20)


def test_land_that_lies_across_the_180th_meridian_is_not_drawn_around_the_world() -> None:
    """Chukotka: its ring jumps from one side of the world to the other."""
    outlines = outlines_module()
    ring = [(170.0, 65.0), (179.0, 66.0), (-175.0, 67.0), (-175.0, 68.0), (178.0, 69.0), (170.0, 68.0), (170.0, 65.0)]
    tiles = outlines.tiled(iter([ring]), 90, 1)
    assert sorted(tiles) == ["-2,0", "1,0"]
    assert all(x <= -175.0 for flat in tiles["-2,0"] for x in flat[::2])
    assert all(170.0 <= x <= 180.0 for flat in tiles["1,0"] for x in flat[::2])
    pole = [(-180.0, -90.0), (-180.0, -70.0), (0.0, -75.0), (180.0, -70.0), (180.0, -90.0), (-180.0, -90.0)]
    assert outlines.unrolled(pole) == pole
