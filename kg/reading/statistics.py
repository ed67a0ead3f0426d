"""Statistics: figures about entities, with measure, unit, period and printed qualifier."""

from kg.facts import Statistic
from kg.reading.dates import Date
from kg.reading.document import Document
from kg.reading.figure_subjects import Subjects
from kg.reading.figures import Figure, figures


def read_statistics(document: Document, dates: list[Date]) -> list[Statistic]:
    """The figures that the article states."""
    subjects = Subjects(document)
    found = []
    for figure in figures(document, dates):
        subject = subjects.of(figure)
        if subject is None:
            continue
        q = figure.quantity
        start, end = figure.sentence.start, figure.sentence.end
        found.append(
            Statistic(
                about=subject.entity,
                measure=figure.token.text,
                value=q.value,
                unit=q.unit,
                passages=(document.text.passage(start, end),),
                date=None,
                qualifier=q.qualifier,
                confidence=round(subject.confidence, 3),
            )
        )
    return found
