"""`kg register`: what was decided about who is who, and people's own decisions."""

import re
from pathlib import Path

import click

from kg.commands import options
from kg.errors import InputError, Where
from kg.facts import EntityType
from kg.generations import Generation
from kg.register import judgements, published
from kg.register.hand import bring, words
from kg.register.judgements import Decided, Judgements, decided
from kg.register.model import Node
from kg.settings import Settings
from kg.terms import Iris

#: Lines of a list that are shown unless all are asked for.
FEW = 50

because = click.option("--because", required=True, help="Why, for those who look at it later.")
by = click.option("--by", required=True, envvar="CIVIGRAPH_BY", help="Who decides.  [default: $CIVIGRAPH_BY]")
apply = click.option(
    "--apply",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help="Build from this source at once, as `kg build SOURCE` does: what was read is not read again.  [repeatable]",
)


@click.group(
    epilog="""\b
Examples:
  kg register list --unsure
  kg register show person/li-wei
  kg register same person/wang-fang-2 person/wang-fang --because "one career, two towns" --by anna
"""
)
def register() -> None:
    """Look at what was decided about who is who, and decide otherwise.

    Things are named by their IRI, or its end: person/li-wei. What people decide is added to DATA/identities.jsonl, wins
    over the rules, and is applied by the next `kg build`.
    """


@register.command("list", epilog="\b\nExamples:\n  kg register list --unsure\n  kg register list 'Li Wei'\n")
@click.argument("name", required=False)
@options.data
@click.option("--same", "judgement", flag_value="same", help="Only what is taken for one.")
@click.option("--different", "judgement", flag_value="different", help="Only what is told apart.")
@click.option("--unsure", "judgement", flag_value="unsure", help="Only what waits for somebody to decide.")
@click.option("--people", is_flag=True, help="Only what people decided.")
@click.option("--all", "all_", is_flag=True, help="Every line, not the first fifty.")
def list_(name: str | None, data: Path | None, judgement: str | None, people: bool, all_: bool) -> None:
    """List the decisions of the published generation; with NAME, those on things whose name or IRI has it."""
    generation = options.current(data)
    found = [
        shown
        for shown in published.decisions(generation.open(), Iris(generation.manifest.base))
        if (judgement is None or shown.judgement == judgement)
        and (not people or shown.at)
        and (not name or any(name.casefold() in text.casefold() for text in (shown.left, shown.right, *shown.names)))
    ]
    rows = [_row(shown) for shown in (found if all_ else found[:FEW])]
    click.echo(options.table(rows, ["this", "is", "that", "because", "decided by"]))
    if len(rows) < len(found):
        click.echo(f"... and {len(found) - len(rows):,} more; --all shows them")


def _row(shown: published.Shown) -> list[str]:
    return [shown.left, shown.judgement, shown.right, shown.reason, f"{shown.by} {shown.at[:10]}".strip()]


@register.command(epilog="\b\nExample:\n  kg register show person/li-wei\n")
@click.argument("iri")
@options.data
def show(iri: str, data: Path | None) -> None:
    """Show one thing: its names and posts, the articles that speak of it, and what was decided about it."""
    generation = options.current(data)
    iris, store = Iris(generation.manifest.base), generation.open()
    whole = _iri(iri, iris)
    found = published.about(store, iris, whole)
    pending = [one for one in Judgements(_settings(data).data).all() if _short(iri, iris) in (one.left, one.right)]
    if not found and not pending:
        raise _unknown(iri, generation)
    click.echo(whole)
    click.echo(options.table([[what, value] for what, value in found], ["", ""]).partition("\n")[2].partition("\n")[2])
    rows = [_row(shown) for shown in published.decisions(store, iris, whole)]
    if rows:
        click.echo("\n" + options.table(rows, ["this", "is", "that", "because", "decided by"]))
    for one in pending:
        click.echo(f"{one.at[:10]} {words(one)}: {one.because}")


@register.command(epilog="\b\nExample:\n  kg register same park/whap park/weihai-harbor-aviation-park \\\n"
                         "    --because 'the zone prints both' --by 'Rosa Delacroix'\n")  # fmt: skip
@click.argument("this")
@click.argument("that")
@because
@by
@apply
@options.data
def same(this: str, that: str, because: str, by: str, data: Path | None, sources: tuple[str, ...]) -> None:
    """Decide that THIS and THAT are one; the IRI of THAT stands, the other leads to it."""
    _two("same", this, that, because, by, data)
    _apply(sources, data)


@register.command(epilog="\b\nExample:\n  kg register different person/li-wei-weihai person/li-wei-yantai \\\n"
                         "    --because 'born 1962 and 1971' --by 'Rosa Delacroix'\n")  # fmt: skip
@click.argument("this")
@click.argument("that")
@because
@by
@apply
@options.data
def different(this: str, that: str, because: str, by: str, data: Path | None, sources: tuple[str, ...]) -> None:
    """Decide that THIS and THAT are two; `kg register show` lists the IRIs of what the rules made one ("also at")."""
    _two("different", this, that, because, by, data)
    _apply(sources, data)


@register.command(epilog="\b\nExample:\n  kg register split person/li-wei page-17 page-18 \\\n"
                         "    --because 'the poet, not the mayor' --by 'Rosa Delacroix'\n")  # fmt: skip
@click.argument("this")
@click.argument("articles", nargs=-1, required=True)
@because
@by
@apply
@options.data
def split(
    this: str, articles: tuple[str, ...], because: str, by: str, data: Path | None, sources: tuple[str, ...]
) -> None:
    """Decide that the named ARTICLES speak of another of the name of THIS."""
    settings, iris = _settings(data), _iris(data)
    [left] = _known((this,), data)
    _add(settings, iris, decided("split", left, because=because, by=by, articles=articles))
    _apply(sources, data)


@register.command(epilog="\b\nExample:\n  kg register undo 3f9a0c21d4 --because 'a slip' --by 'Rosa Delacroix'\n")
@click.argument("id")
@because
@by
@apply
@options.data
def undo(id: str, because: str, by: str, data: Path | None, sources: tuple[str, ...]) -> None:
    """Undo the decision ID of `kg register people`; undoing an undo decides as before."""
    settings = _settings(data)
    if id not in {one.id for one in Judgements(settings.data).all()}:
        raise InputError(f"there is no decision {id!r}", hint="list them with: kg register people")
    _add(settings, _iris(data), decided("undo", id, because=because, by=by))
    _apply(sources, data)


@register.command(epilog="\b\nExample:\n  kg register people --data /srv/graph\n")
@options.data
def people(data: Path | None) -> None:
    """List what people decided, with the ids of the decisions; what does not hold any more is marked."""
    file = Judgements(_settings(data).data)
    holds = {one.id for one in file.standing()}
    rows = [
        [one.id, "" if one.id in holds else "undo" if one.judgement == "undo" else "undone", one.at[:16], one.by,
         f"{one.left} {one.judgement} {one.right or ', '.join(one.articles)}".strip(), one.because]
        for one in file.all()
    ]  # fmt: skip
    click.echo(options.table(rows, ["id", "", "at", "by", "decision", "because"]))


@register.command("export", epilog="\b\nExample:\n  kg register export decisions.jsonl\n")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.data
def export(file: Path, data: Path | None) -> None:
    """Write all that people decided to FILE, one JSON object a line."""
    found = Judgements(_settings(data).data).all()
    try:
        file.write_bytes(judgements.lines(found))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=Where(str(file))) from error
    click.echo(f"{options.plural(len(found), 'decision')} written to {file}")


@register.command("import", epilog="\b\nExample:\n  kg register import decisions.jsonl\n")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.data
def import_(file: Path, data: Path | None) -> None:
    """Add the decisions in FILE (as exported) that are not known here yet."""
    settings = _settings(data)
    new = Judgements(settings.data).add(judgements.read(file))
    click.echo(f"{options.plural(len(new), 'decision')} added; {NEXT}")
    _contradictions(settings, _iris(data))


NEXT = "applied by the next: kg build"


def _settings(data: Path | None) -> Settings:
    return options.settings(data=data)


def _iris(data: Path | None) -> Iris:
    return Iris(options.current(data).manifest.base)


def _iri(name: str, iris: Iris) -> str:
    whole = name if "://" in name else iris.start + name.removeprefix("/").removeprefix("id/").removeprefix("page/")
    if re.search(r'[\s<>"{}|\\^`]', whole):
        raise InputError(f"{name!r} is no IRI", hint="find it with: kg register list NAME")
    return whole


def _short(name: str, iris: Iris) -> str:
    return _iri(name, iris).removeprefix(iris.start)


def _unknown(name: str, generation: Generation) -> InputError:
    return InputError(
        f"nothing is named {name!r} in generation {generation.manifest.id}", hint="find it with: kg register list NAME"
    )


def _known(names: tuple[str, ...], data: Path | None) -> list[str]:
    """The ends of the IRIs of things that the published generation has."""
    generation = options.current(data)
    iris, store = Iris(generation.manifest.base), generation.open()
    for name in names:
        if not published.known(store, _iri(name, iris)):
            raise _unknown(name, generation)
    return [_short(name, iris) for name in names]


def _two(judgement: judgements.Kind, this: str, that: str, because: str, by: str, data: Path | None) -> None:
    left, right = _known((this, that), data)
    if left == right:
        raise InputError("a thing is always itself; name two")
    if judgement == "same" and left.startswith("person/") != right.startswith("person/"):
        raise InputError(f"{left} and {right} cannot be one: only one of them is a person")
    _add(_settings(data), _iris(data), decided(judgement, left, right, because=because, by=by))


def _add(settings: Settings, iris: Iris, one: Decided) -> None:
    file = Judgements(settings.data)
    file.add([one])
    click.echo(f"decision {one.id} noted in {file.path}; {NEXT}")
    _contradictions(settings, iris)


def _apply(sources: tuple[str, ...], data: Path | None) -> None:
    if sources:
        from kg.commands.building import summary
        from kg.pipeline import build

        outcome = build([name if "://" in name else Path(name) for name in sources], _settings(data))
        click.echo(summary(outcome.generation, outcome.seconds))


def _contradictions(settings: Settings, iris: Iris) -> None:
    """Says which of people's decisions contradict later ones."""
    standing = Judgements(settings.data).standing()
    names = {name for one in standing for name in (one.left, one.right)}
    for conflict in bring(standing, {name: Node(EntityType.PLACE, name) for name in names}).conflicts:
        click.echo(f"conflict: {conflict}", err=True)


commands = [register]
