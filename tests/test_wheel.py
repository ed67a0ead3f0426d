"""What `pip install .` gives elsewhere: the built wheel, opened and run."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kg", "server", "ontology")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_contains_every_file_of_the_packages(wheel: Path) -> None:
    listing = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert any(name.endswith(".ttl") for name in listing)
    assert any(name.endswith(".html") for name in listing)
    assert any(name.endswith(".css") for name in listing)
    missing = set(listing) - set(zipfile.ZipFile(wheel).namelist())
    assert not missing


def test_wheel_contains_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops <= {*PACKAGES, "civigraph-0.1.0.dist-info"}


def test_installed_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(target)
    code = (
        "import kg, ontology, sys; from kg.cli import main;"
        "assert kg.__file__.startswith(sys.argv[1]), kg.__file__;"
        "assert ontology.path('civigraph.ttl').is_file();"
        "main(['build', sys.argv[2], '--data', sys.argv[3]], standalone_mode=False)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(target), str(ROOT / "seeds"), str(tmp_path / "data")],
        cwd=tmp_path, env={"PYTHONPATH": str(target), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "current").exists()
