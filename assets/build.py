"""Makes the parts of the pages that third parties wrote: the SPARQL page's editor and the outlines that maps draw.

    python assets/build.py            # into server/static/vendor/, which git ignores; nothing to do when up to date

``make serve``, ``make test`` and the wheel's build run it. It needs neither node nor npm: it reads
``package-lock.json``, downloads those packages, checks each against its sha512, and lets esbuild, a program of its own
inside one of them, bundle ``editor.js``. No script of any package is run. Without the network or a registry it says so
and ends well: pages then have a plain form and no map. A package with another hash than the lock's ends it with
failure. The registry is the one that npm is set up with: ``npm_config_registry``, ``.npmrc`` or ``npm config``.

Only the standard library is used: this runs before anything is installed.
"""

import base64
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import outlines

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "server" / "static" / "vendor"
INPUTS = ("build.py", "outlines.py", "editor.js", "package.json", "package-lock.json")
#: Packages of the lock that are not fetched: esbuild's own only starts the program for the machine that it runs on.
NOT_FETCHED = ("esbuild",)
SECONDS = 60
WORLD = "world-atlas"
PYTHON_TO_NODE = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64", "i686": "ia32"}


class Unavailable(Exception):  # noqa: N818 - named for what happened
    """The packages cannot be had here and now."""


class Corrupt(Exception):  # noqa: N818 - named for what happened
    """A package is not the one that the lock names."""


def main() -> int:
    """Build unless up to date; 0 also when the packages cannot be had, 1 when one of them is not what it should be."""
    if os.environ.get("KG_SKIP_ASSETS"):
        print("assets: left out, as KG_SKIP_ASSETS says")
        return 0
    if up_to_date():
        return 0
    try:
        build()
    except Unavailable as reason:
        print(f"assets: {reason}; the SPARQL page will have a plain form, and there will be no maps", file=sys.stderr)
    except Corrupt as reason:
        print(f"assets: {reason}", file=sys.stderr)
        return 1
    return 0


def digest() -> str:
    """Digest of all that the result depends on."""
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in INPUTS)).hexdigest()


def up_to_date() -> bool:
    """Whether the last build was made from the same."""
    stamp = VENDOR / "BUILT"
    return stamp.is_file() and stamp.read_text() == digest()


def build() -> None:
    """Fetch, check, bundle, and only then put the result in its place."""
    packages = wanted(json.loads((HERE / "package-lock.json").read_text())["packages"])
    source = registry()
    with tempfile.TemporaryDirectory() as folder:
        modules, made = Path(folder) / "node_modules", Path(folder) / "vendor"
        made.mkdir()
        with ThreadPoolExecutor(8) as pool:
            tarballs = list(pool.map(lambda item: fetched(source, *item), packages.items()))
        for name, data in zip(packages, tarballs, strict=True):
            unpack(data, modules / name)
        bundle(modules, made)
        outlines.write(modules / WORLD, made)
        (made / "LICENSES.txt").write_text("\n\n".join(licences(modules, packages)), encoding="utf-8")
        (made / "BUILT").write_text(digest())
        replace(made)
    print(f"assets: {len(packages)} packages fetched and checked, editor and outlines made")


def wanted(locked: Mapping[str, Mapping[str, object]]) -> dict[str, tuple[str, str]]:
    """Name -> version and integrity of the packages for this machine."""
    found = {}
    ours = f"@esbuild/{machine()}"
    for path, entry in locked.items():
        name = path.rpartition("node_modules/")[2]
        if name and name not in NOT_FETCHED and (not entry.get("optional") or name == ours):
            found[name] = (str(entry["version"]), str(entry["integrity"]))
    if ours not in found:
        raise Unavailable(f"there is no bundler for this machine ({machine()})")
    return found


def machine() -> str:
    """This machine as node calls it: linux-x64, darwin-arm64, win32-x64."""
    processor = platform.machine().lower()
    return f"{sys.platform}-{PYTHON_TO_NODE.get(processor, processor)}"


def registry() -> str:
    """Address of the registry that npm is set up with."""
    for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
        if os.environ.get(name):
            return checked(os.environ[name])
    for folder in (HERE.parent, Path.home()):
        for line in _lines(folder / ".npmrc"):
            key, equals, value = line.partition("=")
            if equals and key.strip() == "registry":
                return checked(value.strip())
    if npm := shutil.which("npm"):
        done = subprocess.run([npm, "config", "get", "registry"], cwd=HERE, capture_output=True, text=True, timeout=60)
        if done.returncode == 0:
            return checked(done.stdout.strip())
    raise Unavailable("no registry is set up: set npm_config_registry to its address")


def checked(address: str) -> str:
    """``address`` without its last slash, if it is one that packages can be fetched from."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise Unavailable(f"the registry's address is no web address: {address!r}")
    return address.rstrip("/")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def fetched(source: str, name: str, locked: tuple[str, str]) -> bytes:
    """A package's tarball: from the cache or from the registry, with the lock's hash."""
    version, integrity = locked
    kept = cache() / f"{integrity_hex(integrity)}.tgz"
    if kept.is_file() and matches(data := kept.read_bytes(), integrity):
        return data
    address = f"{source}/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            data = answer.read()
    except OSError as error:
        raise Unavailable(f"{name} {version} cannot be fetched ({error})") from error
    if not matches(data, integrity):
        raise Corrupt(f"{name} {version} is not what package-lock.json names: its sha512 is another one")
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(kept)
    return data


def cache() -> Path:
    """Folder of packages that were fetched before."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "civigraph-assets"


def integrity_hex(integrity: str) -> str:
    """The sha512 of a lock's integrity, in hex."""
    kind, _, value = integrity.partition("-")
    if kind != "sha512":
        raise Corrupt(f"package-lock.json has an integrity that is no sha512: {integrity[:20]}")
    return base64.b64decode(value).hex()


def matches(data: bytes, integrity: str) -> bool:
    """Whether ``data`` has the hash of the lock."""
    return hashlib.sha512(data).hexdigest() == integrity_hex(integrity)


def unpack(data: bytes, folder: Path) -> None:
    """The files of a tarball, without its first folder; links and paths that lead out of it are left out."""
    with tarfile.open(fileobj=BytesIO(data)) as archive:
        for member in archive:
            parts = PurePosixPath(member.name).parts[1:]
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or not parts or ".." in parts:
                continue
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


def bundle(modules: Path, made: Path) -> None:
    """``editor.js`` with all that it imports, as one module."""
    folder = modules / "@esbuild" / machine()
    program = next(path for path in (folder / "bin" / "esbuild", folder / "esbuild.exe") if path.is_file())
    program.chmod(0o755)
    command = [
        program, HERE / "editor.js", "--bundle", "--format=esm", "--minify", "--target=es2022", "--charset=utf8",
        "--legal-comments=none", "--log-level=warning", f"--outfile={made / 'editor.js'}",
    ]  # fmt: skip
    subprocess.run(command, check=True, env=os.environ | {"NODE_PATH": str(modules)})


def licences(modules: Path, packages: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """What the packages that are part of the result ask to be kept with it."""
    for name, (version, _) in sorted(packages.items()):
        if name.startswith("@esbuild/"):
            continue
        texts = sorted(path for path in (modules / name).iterdir() if path.name.upper().startswith("LICEN"))
        told = "\n".join(path.read_text(encoding="utf-8").strip() for path in texts)
        stated = json.loads((modules / name / "package.json").read_text(encoding="utf-8")).get("license", "")
        yield f"{name} {version} ({stated})\n\n{told}"


def replace(made: Path) -> None:
    """Put the result where the server looks for it."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    shutil.copytree(made, VENDOR)


if __name__ == "__main__":
    sys.exit(main())
