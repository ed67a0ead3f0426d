"""Corrections written in YAML.

::

    by: Rosa Delacroix
    at: 2026-11-28
    because: the city's own list of leaders
    changes:
      - withdraw: event/a-visit-133 visited facility/old-plant
      - correct: event/a-visit-133 startDate 2022-05-06
        to: 2022-05-07
      - add: park/lantern-hill locatedIn place/qingdao
        because: its own site says so
"""

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox
import yaml

from kg.curated import values
from kg.curated.model import Change, Document, Pattern, Reason
from kg.errors import InputError, Where
from kg.terms import Iris

REASON: Final = ("by", "at", "because")
ACTIONS: Final = ("add", "correct", "withdraw")


def read(name: str, text: str, iris: Iris) -> Document:
    """The corrections in ``text``, the content of the file ``name``.

    Raises:
        InputError: it is not YAML, or not as above; with line and column.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name)
        raise InputError(f"is not YAML: {error.problem or error.context}", where=place) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(f"is not YAML: {' '.join(str(error).split())[:200]}", where=Where(name)) from error
    return _Reading(name, text, iris).document(root)


class _Reading:
    def __init__(self, name: str, text: str, iris: Iris) -> None:
        self.name = name
        self.text = text
        self.iris = iris

    def document(self, root: yaml.Node | None) -> Document:
        if root is None:
            return Document(self.name, self.text)
        top = self._mapping(root, (*REASON, "changes"), "a file of corrections has: by, at, because, changes")
        if "changes" not in top:
            raise self._error("it has no 'changes'", root, "list them under changes:, each as '- add: …'")
        listed = top["changes"]
        if not isinstance(listed, yaml.SequenceNode):
            raise self._error("'changes' is no list", listed, "begin each of them with '- '")
        given = {key: node for key, node in top.items() if key in REASON}
        return Document(self.name, self.text, [self._change(node, given) for node in listed.value])

    def _change(self, node: yaml.Node, given: Mapping[str, yaml.Node]) -> Change:
        one = self._mapping(node, (*ACTIONS, "to", *REASON), "a change has: add, correct (with to) or withdraw")
        actions = [key for key in ACTIONS if key in one]
        if len(actions) != 1:
            said = " and ".join(actions) if actions else "none"
            raise self._error(f"a change is one of add, correct, withdraw; this has {said}", node)
        action = actions[0]
        if ("to" in one) != (action == "correct"):
            need = "'correct' needs 'to'" if action == "correct" else f"'to' has no place beside {action!r}"
            raise self._error(need, one[action], "correct: THING PROPERTY OLD VALUE, and below it to: NEW VALUE")
        statement = one[action]
        words = self._words(statement).split(None, 2)
        withdraws, adds = None, None
        if action == "add":
            adds = self._triple(words, statement)
        else:
            withdraws = self._pattern(words, statement)
        if action == "correct":
            adds = self._corrected(withdraws, words, one["to"], statement)
        start, end = node.start_mark.index, node.end_mark.index
        end = start + len(self.text[start:end].rstrip())
        return Change(self._reason({**given, **one}, node), self._where(statement), start, end, withdraws, adds)

    def _triple(self, words: list[str], node: yaml.Node) -> ox.Triple:
        if len(words) != 3:
            raise self._error("what is added is THING PROPERTY VALUE", node, "park/x locatedIn place/qingdao")
        found = self._pattern(words, node)
        return ox.Triple(found.subject, found.predicate, found.object)  # type: ignore[arg-type]  # all three are there

    def _pattern(self, words: list[str], node: yaml.Node) -> Pattern:
        if not words:
            raise self._error("it names nothing", node, "THING PROPERTY VALUE, THING PROPERTY, or THING alone")
        where = self._where(node)
        subject = values.thing(words[0], self.iris, where)
        if len(words) == 1:
            return Pattern(subject)
        predicate = values.property_(words[1], where)
        if len(words) == 2:
            return Pattern(subject, predicate.iri)
        return Pattern(subject, predicate.iri, values.value(predicate, words[2], self.iris, where))

    def _corrected(
        self, withdraws: Pattern | None, words: list[str], new: yaml.Node, statement: yaml.Node
    ) -> ox.Triple:
        if withdraws is None or withdraws.predicate is None:
            raise self._error("what is corrected is THING PROPERTY, or THING PROPERTY OLD VALUE", statement)
        predicate = values.property_(words[1], self._where(statement))
        to = values.value(predicate, self._words(new), self.iris, self._where(new))
        return ox.Triple(withdraws.subject, withdraws.predicate, to)

    def _reason(self, told: Mapping[str, yaml.Node], node: yaml.Node) -> Reason:
        for key in REASON:
            if key not in told:
                what = {"by": "who", "at": "when", "because": "why"}[key]
                raise self._error(f"it does not say {what}", node, f"write {key}: here, or once at the top of the file")
        by, at, because = (self._words(told[key]) for key in REASON)
        return Reason(by, values.instant(at, self._where(told["at"])), because)

    def _mapping(self, node: yaml.Node, keys: tuple[str, ...], hint: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self._error("is not written as 'name: value'", node, hint)
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value not in keys:
                raise self._error(f"{getattr(key, 'value', key)!r} has no meaning here", key, hint)
            if key.value in found:
                raise self._error(f"{key.value!r} stands here twice", key)
            found[key.value] = value
        return found

    def _words(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self._error(
                "is not written as one line of words", node, 'put it in quotes if it has ": " or "#" in it'
            )
        return " ".join(str(node.value).split())

    def _where(self, node: yaml.Node) -> Where:
        return Where(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def _error(self, message: str, node: yaml.Node, hint: str | None = None) -> InputError:
        return InputError(message, where=self._where(node), hint=hint)
