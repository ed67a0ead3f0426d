"""The README and the notebooks say what the product does."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_query_prints_what_the_readme_shows(
    kg: Callable[..., "subprocess.CompletedProcess[str]"], seed_data: Path
) -> None:
    shown = re.search(r"```sparql\n(.*?)```.*?```text\n(.*?)```", README, re.S)
    assert shown, "the README has a query and its output"
    answer = kg("query", shown[1], "--data", seed_data).stdout
    assert [line.rstrip() for line in answer.splitlines() if line.strip()] == [
        line.rstrip() for line in shown[2].splitlines() if line.strip()
    ]


def test_readme_names_every_make_target_and_command(kg: Callable[..., "subprocess.CompletedProcess[str]"]) -> None:
    listed = re.findall(r"^  ([a-z-]+) ", kg("--help").stdout.split("Commands:")[1], re.M)
    assert listed
    assert not [name for name in listed if f"kg {name}" not in README]


def test_readme_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", README)
    assert not [target for target in targets if not (ROOT / target).exists()]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebook_runs(path: Path, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIGRAPH_ENDPOINT", site + "sparql")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert not cell["outputs"], "notebooks are committed without outputs"
            exec(compile("".join(cell["source"]), f"{path.name} {cell['id']}", "exec"), names)  # noqa: S102 - our own notebook
    for frame in ("posts", "events", "figures", "articles"):
        assert len(names[frame]), f"{frame} has rows"  # type: ignore[arg-type]
