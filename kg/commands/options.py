"""Options and small helpers that several commands share."""

import sys
import time
from pathlib import Path
from typing import IO, Any

import click

from kg.generations import DataFolder, Generation
from kg.settings import Settings, load

data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with the generations.  [default: the setting 'data', else ./data]",
)


def settings(**given: object) -> Settings:
    """The settings with what was given on the command line."""
    return load(**given)


def current(folder: Path | None) -> Generation:
    """The generation that is served from ``folder``."""
    return DataFolder(settings(data=folder).data).current()


def comment(path: Path) -> str:
    """The comment at the head of a table, which a new one keeps."""
    if not path.exists():
        return ""
    return "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#"))


class Bar:
    """Progress on standard error: a line rewritten on a terminal, a new line every ten seconds elsewhere."""

    def __init__(self, stream: IO[str] | None = None) -> None:
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()
        self.stage = ""
        self.begun = self.shown = time.monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """``done`` of ``total`` have passed ``stage``."""
        now = time.monotonic()
        if stage != self.stage:
            self.finish()
            self.stage, self.begun, self.shown = stage, now, now
        if now - self.shown < (0.1 if self.live else 10) and not (self.live and done == total):
            return
        self.shown = now
        rate = done / (now - self.begun) if now > self.begun else 0.0
        line = f"{stage}: {done:,}" + (f" of {total:,}" if total else "") + f", {rate:.1f}/s"
        if total and rate:
            line += f", {_span((total - done) / rate)} left"
        self.stream.write(f"\r\x1b[K{line}" if self.live else f"{line}\n")
        self.stream.flush()

    def finish(self) -> None:
        """Clears the line."""
        if self.live and self.stage:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m{rest:02d}s" if minutes else f"{rest}s"


def plural(number: int, word: str) -> str:
    """``number`` with ``word``, in the plural where it must be: "1 row", "2 rows"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def table(rows: list[list[str]], heads: list[str], right: Any = ()) -> str:
    """Rows as text columns under their heads; columns in ``right`` are flushed right."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
