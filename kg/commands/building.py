"""`kg build` and `kg import`: what makes a generation."""

from pathlib import Path

import click

from kg.commands import options
from kg.generations import Generation
from kg.sources.kinds import Kind


class Source(click.ParamType[str]):
    """A file or folder that exists, an address, or - for standard input."""

    name = "source"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The source as it was named."""
        text = str(value)
        if text != "-" and not text.startswith(("http://", "https://")) and not Path(text).exists():
            self.fail(f"Path {text!r} does not exist.", param, ctx)
        return text


@click.command(
    epilog="""\b
Examples:
  kg build seeds/
  kg build articles/ more/page.txt --data /srv/graph
  kg build crawl.warc.gz export.jsonl.zst https://city.example/sitemap.xml
  zcat table.csv.gz | kg build - --format csv --columns body=Text,date=Published
  kg build articles/ --curated corrections/
  kg build articles/ --strict && kg status
  kg build archive/*.warc.gz --cluster tcp://10.0.0.5:8786
"""
)
@click.argument("sources", nargs=-1, required=True, type=Source())
@options.data
@click.option(
    "--format",
    "form",
    type=click.Choice([str(kind) for kind in Kind]),
    help="Kind of the sources.  [default: seen from each one]",
)
@click.option("--columns", help='Which columns hold what: "body=Text,date=Published".  [default: found by usual names]')
@click.option(
    "--curated",
    type=click.Path(exists=True, file_okay=False),
    help="Folder of corrections (YAML, Turtle), which win over what is read.  [default: the setting 'curated']",
)
@click.option("--strict", is_flag=True, help="Refuse the release if anything is set aside or violates a shape.")
@click.option("--base", help="Start of every IRI that is minted; ends in a slash.")
@click.option("--cluster", metavar="ADDRESS", help="Read on the workers of this Dask scheduler: tcp://host:8786.")
@click.option("--anew", is_flag=True, help="Read and build everything again, whatever is kept from earlier builds.")
def build(
    sources: tuple[str, ...],
    data: Path | None,
    form: str | None,
    columns: str | None,
    curated: str | None,
    strict: bool,
    base: str | None,
    cluster: str | None,
    anew: bool,
) -> None:
    """Read articles and publish what they state as the next generation.

    SOURCES are files, folders (all files of a known ending in them, at any depth), addresses (pages, feeds, sitemaps),
    and - for standard input. Known are text, HTML, JSON Lines, CSV and TSV, RSS and Atom, sitemaps and WARC, each also
    as .gz or .zst. What cannot be read is set aside with its reason, and the rest is built; `kg report` shows it again.
    """
    from kg.pipeline import build as run

    settings = options.settings(data=data, base=base, format=form, columns=columns, curated=curated, cluster=cluster)
    bar = options.Bar()
    try:
        outcome = run(sources, settings, strict=strict, anew=anew, progress=bar)
    finally:
        bar.finish()
    for notice in outcome.notices:
        click.echo(f"{'set aside' if notice.set_aside else 'note'}: {notice}", err=True)
    if outcome.unchanged:
        id = outcome.generation.manifest.id
        click.echo(f"nothing has changed since generation {id} was built; it stays (--anew builds it again)")
    else:
        again = f" ({outcome.kept:,} of them read before)" if outcome.kept else ""
        click.echo(summary(outcome.generation, outcome.seconds) + again)
    if outcome.spent:
        click.echo(f"the reader used: {outcome.spent}")


def summary(generation: Generation, seconds: float) -> str:
    """One line on what was published."""
    counts = generation.manifest.counts
    parts = [f"{number:,} {one if number == 1 else more}" for name, one, more in SHOWN if (number := counts.get(name))]
    return f"generation {generation.manifest.id} published in {seconds:.1f} s: " + ", ".join(parts)


#: Counts that are shown after a build, with their words for one and for more.
SHOWN = (
    ("articles", "article", "articles"),
    ("stories", "story with copies", "stories with copies"),
    ("entities", "entity", "entities"),
    ("events", "event", "events"),
    ("claims", "claim", "claims"),
    ("triples", "triple", "triples"),
    ("entailed", "of them entailed", "of them entailed"),
    ("warnings", "warning", "warnings"),
    ("withdrawn", "statement withdrawn by people", "statements withdrawn by people"),
    ("quarantined", "statement set aside", "statements set aside"),
    ("dropped", "statement of the reader dropped", "statements of the reader dropped"),
    ("set aside", "source set aside", "sources set aside"),
)


@click.command(
    "import",
    epilog="""\b
Examples:
  kg import everything.trig
  kg import a.ttl b.nq --data /srv/graph
""",
)
@click.argument("dumps", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path, dir_okay=False))
@options.data
@click.option("--base", help="Start of this installation's IRIs.  [default: the dump's own]")
def import_(dumps: tuple[Path, ...], data: Path | None, base: str | None) -> None:
    """Publish RDF files as the next generation, without reading articles.

    DUMPS are files of any RDF syntax, named by their endings. A TriG or N-Quads dump made with --graph all becomes the
    generation that it was made from.
    """
    from kg.importing import import_files

    bar = options.Bar()
    try:
        outcome = import_files(dumps, options.settings(data=data, base=base), keep_base=base is not None, progress=bar)
    finally:
        bar.finish()
    click.echo(summary(outcome.generation, outcome.seconds))


commands = [build, import_]
