"""`kg train`: the weights that stages of the built-in reader decide by, made from annotated articles."""

from pathlib import Path

import click

from kg.commands import options


@click.command(
    epilog="""\b
Examples:
  kg train relations gold/ --folds 10                cross-checked figures only
  kg train relations gold/ more/ --write kg/reading/data/relation_weights.tsv
"""
)
@click.argument("task")
@click.argument("folders", metavar="GOLD_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--folds", type=click.IntRange(2), default=10, show_default=True, help="Parts of the cross-check.")
@click.option(
    "--write", type=click.Path(path_type=Path, dir_okay=False), help="Write the weights; a comment at its head stays."
)
def train(task: str, folders: tuple[Path, ...], folds: int, write: Path | None) -> None:
    """Learn how a stage weighs its candidates, and say what that is worth on articles it has not seen.

    TASK is the stage's decision: "relations", or "owners" (whom a figure is about). GOLD_DIR is a folder of pairs
    NAME.txt (a page's text) and NAME.json (what it states). The figure is cross-checked: each article is judged by
    weights that were learned from others. The same articles give the same weights. Needs scikit-learn
    (pip install 'civigraph[train]').
    """
    from kg.evaluation import gold
    from kg.reading.weights import as_table
    from kg.training import crossing, fitting, scaling, tasks

    if task not in tasks.TASKS:
        raise click.BadParameter(f"{task!r} is none of {', '.join(tasks.TASKS)}", param_hint="TASK")
    bar = options.Bar()
    chosen_task = tasks.TASKS[task]
    lesson = tasks.lesson(chosen_task, gold.load(folders), options.settings(), bar)
    bar.finish()
    raw = crossing.probabilities(lesson, folds, chosen_task.biased, chosen_task.looseness)
    by = scaling.scale(lesson.examples, raw, rules=not chosen_task.biased)
    likely = [by(p, example.found) for example, p in zip(lesson.examples, raw, strict=True)]
    chosen = crossing.best(lesson, likely)
    click.echo(
        f"{options.plural(len(lesson.articles), 'article')}\n\n{crossing.report(lesson, likely, chosen.threshold)}"
    )
    if write is not None:
        models = {
            name: scaling.rescaled(model, by, chosen_task.mark(name))
            for name, model in fitting.fit(
                lesson.examples, chosen.threshold, chosen_task.looseness, chosen_task.biased
            ).items()
        }
        write.write_text(options.comment(write) + "model\tfeature\tweight\n" + as_table(models), encoding="utf-8")
        click.echo(f"wrote {write}", err=True)


commands = [train]
