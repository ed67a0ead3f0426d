"""`kg extract` and `kg evaluate`: what one article says, and how well readers read articles that people annotated."""

import json
from pathlib import Path

import click

from kg.commands import options
from kg.errors import InputError, Where


@click.command(
    epilog="""\b
Examples:
  kg extract seeds/000_379e5460c5f3ecd4.txt
  kg extract page.txt --html page.html        open it in a browser
  kg extract page.txt | jq '.statistics[] | [.measure, .value, .unit]'
  curl -s https://city.example/page.html | kg extract -
"""
)
@click.argument("source", metavar="FILE")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with everything marked in the text."
)
@click.option("--json", "as_json", is_flag=True, help="Print the JSON too when --html is given.")
@click.option("--reader", help="Reader to use.  [default: the setting 'reader']")
def extract(source: str, html: Path | None, as_json: bool, reader: str | None) -> None:
    """Show what one article says, as JSON: every fact with its words and where they stand.

    FILE is a text or HTML file, an address, or - for standard input; of a source with several articles (a feed, a
    table, a web archive) the first one is shown.
    """
    from kg.evaluate import read_one
    from kg.reading import marked, said
    from kg.sources.reading import read_one as read_source

    settings = options.settings(reader=reader)
    article, notices = read_source(source, settings)
    for notice in notices:
        click.echo(f"kg: {notice}", err=True)
    found, remarks = read_one(article, settings.reader, settings)
    for remark in remarks:
        click.echo(f"kg: {article.source}: {remark}", err=True)
    if html is not None:
        _write(html, marked.page(found))
        click.echo(f"wrote {html}", err=True)
    if html is None or as_json:
        click.echo(json.dumps(said.as_json(found), ensure_ascii=False, indent=2))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=Where(str(path))) from error


@click.command(
    epilog="""\b
Examples:
  kg evaluate gold/                                  measures and worst mistakes
  kg evaluate gold/ more/ --folds 5                  figures of each fold
  kg evaluate gold/ --reader builtin --reader mine   side by side
  kg evaluate gold/ --calibration --svg plot.svg     does confidence mean something?
  kg evaluate gold/ --register who.json              is who is who told rightly?
"""
)
@click.argument("folders", metavar="GOLD_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--reader",
    "readers",
    multiple=True,
    help="Reader to judge; several are shown side by side.  [default: the setting]",
)
@click.option("--folds", type=click.IntRange(2), help="Also the figures of every N-th article together.")
@click.option("--calibration", is_flag=True, help="Also how often facts of a stated confidence are right.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Write the reliability plot.")
@click.option("--fit", type=click.Path(path_type=Path, dir_okay=False), help="Fit the calibration of confidences anew.")
@click.option(
    "--register",
    "clusters",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Judge who is who across the articles instead: clusters of [article, id] of the gold.",
)
@click.option("--article", "articles", multiple=True, help="Only this article (its id); several times for several.")
@click.option(
    "--mistakes", type=click.IntRange(0), default=5, show_default=True, help="Examples shown of each kind of mistake."
)
@click.option(
    "--json",
    "json_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all figures and mistakes as JSON.",
)
def evaluate(
    folders: tuple[Path, ...], readers: tuple[str, ...], folds: int | None, calibration: bool, svg: Path | None,
    fit: Path | None, clusters: Path | None,
    articles: tuple[str, ...], mistakes: int, json_path: Path | None,
) -> None:  # fmt: skip
    """Compare what readers find with what people annotated.

    GOLD_DIR is a folder of pairs NAME.txt (a page's text) and NAME.json (what it states). What is judged is the reading
    of each article alone, after the evidence check and before who is who across articles is settled; or, with
    --register, only that: of the entities that people annotated, and of those that each reader finds.
    """
    from kg import evaluate as evaluation
    from kg.evaluation import calibration as calibrating
    from kg.evaluation import gold, report

    settings = options.settings()
    golds = evaluation.only(gold.load(folders), articles)
    if not golds:
        raise InputError(f"no gold file has the id {' or '.join(articles)}", where=Where(", ".join(map(str, folders))))
    bar = options.Bar()
    names = tuple(dict.fromkeys(readers or (settings.reader,)))
    if clusters is not None:
        _identities(evaluation.identities(names, golds, clusters, settings, bar), bar, golds, mistakes, json_path)
        return
    found = [evaluation.evaluate(name, golds, settings, bar) for name in names]
    bar.finish()
    click.echo(f"{options.plural(len(golds), 'article')}\n\n{report.measures(found)}")
    for r in found:
        click.echo(f"\n{report.single(r)}")
    if len(found) > 1:
        click.echo(f"\n{report.differences(found, mistakes)}")
    if folds:
        click.echo(f"\n{report.folds(found, folds)}")
    if calibration or svg:
        for r in found:
            _calibration(r.reader, calibrating, r.total.judged, calibration)
    if mistakes:
        click.echo(f"\nmistakes of {found[0].reader}\n{report.mistakes(found[0].total, mistakes)}")
    if fit is not None:
        raw = evaluation.evaluate(found[0].reader, golds, settings, raw=True)
        # these have cross-checked likelihoods already (kg train); on the articles learned from they flatter
        judged = [j for j in raw.total.judged if j.kind not in ("relations", "statistics")]
        _write(fit, options.comment(fit) + "kind\tstated\tright\n" + calibrating.as_table(judged))
    if svg is not None:
        _write(svg, calibrating.svg(calibrating.reliability(found[0].total.judged), f"Confidence of {found[0].reader}"))
    if json_path is not None:
        _write(json_path, json.dumps([report.as_json(r, folds) for r in found], ensure_ascii=False, indent=1) + "\n")


def _identities(figures, bar, golds, mistakes: int, json_path: Path | None) -> None:  # type: ignore[no-untyped-def]  # of a module imported late
    from kg.evaluation import identity

    bar.finish()
    click.echo(identity.report(figures, golds, mistakes))
    if json_path is not None:
        _write(json_path, json.dumps([identity.as_json(one) for one in figures], ensure_ascii=False) + "\n")


def _calibration(reader: str, calibrating, judged, shown: bool) -> None:  # type: ignore[no-untyped-def]  # the module, imported late
    if not shown:
        return
    click.echo(f"\ncalibration of {reader}\n{calibrating.table(calibrating.reliability(judged))}")
    for kind in dict.fromkeys(j.kind for j in judged):
        of_kind = calibrating.reliability([j for j in judged if j.kind == kind])
        stated = sum(b.count * b.confidence for b in of_kind.bins) / of_kind.count
        right = sum(b.count * b.accuracy for b in of_kind.bins) / of_kind.count
        click.echo(
            f"  {kind:12} {of_kind.count:5} facts, stated {stated:.2f}, right {right:.2f}, "
            f"calibration error {of_kind.error:.3f}"
        )


commands = [extract, evaluate]
