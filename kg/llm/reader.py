"""The reader "llm": each part of an article is one question to a language model; its answers become facts."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Self

from kg.errors import ReadingError, SettingsError
from kg.facts import Article, Passage, Reading
from kg.llm.answers import Stated, Unusable, parse
from kg.llm.budget import Budget
from kg.llm.client import Client, Message
from kg.llm.facts import Gathered
from kg.llm.parts import halves, parts
from kg.settings import Settings

#: Parts shorter than this are not halved any more where the model's answer does not end, in characters.
SHORTEST: Final = 400
#: Names that the model is told of from earlier parts, so that it calls the same things the same.
MOST_NAMES: Final = 60


class LanguageModelReader:
    """Reads articles of any language by asking a service that speaks OpenAI's protocol; see the settings ``llm_...``.

    Every fact must quote words that stand in the article; one that does not is dropped and counted. It is off unless
    the setting ``reader`` names it.
    """

    languages = ("*",)

    def __init__(self, settings: Settings) -> None:
        """Asks nothing yet.

        Raises:
            SettingsError: the service's address or model is not set.
        """
        for name in ("llm_url", "llm_model"):
            if not getattr(settings, name):
                raise SettingsError(f"the reader 'llm' needs the setting {name}")
        self.name = f"llm/1 {settings.llm_model}"
        self.parallel = settings.llm_parallel
        self._longest = settings.llm_passage
        self._budget = Budget(settings)
        self._client = Client(settings, self._budget)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The reader as the settings want it."""
        return cls(settings)

    def read(self, article: Article) -> Reading:
        """What ``article`` states.

        Raises:
            ReadingError: the model could not be asked about all of it; nothing that it said of a part is kept.
        """
        gathered = Gathered(article)
        waiting = parts(article.body, self._longest)[::-1]
        while waiting:
            part = waiting.pop()
            stated = self._ask(article, part, gathered)
            if stated is not None:
                gathered.add(stated, part)
                continue
            smaller = halves(article.body, part) if part.end - part.start > SHORTEST else [part]
            if len(smaller) == 1:
                raise ReadingError(
                    "the model's answer did not end within llm_answer_tokens"
                    f" for the characters {part.start} to {part.end}"
                )
            waiting += smaller[::-1]
        return gathered.reading(self.name)

    def spent(self) -> str:
        """What was asked so far, for people."""
        return str(self._budget)

    def _ask(self, article: Article, part: Passage, gathered: Gathered) -> Stated | None:
        """What the model says that ``part`` states; None if its answer was cut off."""
        messages: list[Message] = [
            {"role": "system", "content": _prompt()},
            {"role": "user", "content": _question(article, part, gathered.names(MOST_NAMES))},
        ]
        answer = self._client.ask(messages)
        if answer.cut:
            return None
        try:
            return parse(answer.content)
        except Unusable as wrong:
            return self._ask_again([*messages, {"role": "assistant", "content": answer.content}], str(wrong))

    def _ask_again(self, messages: Sequence[Message], wrong: str) -> Stated | None:
        complaint = f"That was not the JSON that was asked for: {wrong}. Answer with the corrected JSON object alone."
        answer = self._client.ask([*messages, {"role": "user", "content": complaint}])
        if answer.cut:
            return None
        try:
            return parse(answer.content)
        except Unusable as error:
            raise ReadingError(f"the model answered twice with something unusable: {error}") from error


def _question(article: Article, part: Passage, names: Sequence[str]) -> str:
    about = [("Title", article.title), ("Date", article.date), ("Publisher", article.publisher),
             ("Language", article.language)]  # fmt: skip
    lines = [f"{label}: {' '.join(value.split())}" for label, value in about if value]
    if names:
        lines.append("Named in earlier parts (list them again, by these names, where this part speaks of them): "
                     + "; ".join(names))  # fmt: skip
    return "\n".join(lines) + f"\n\nText:\n{article.body[part.start : part.end]}"


@cache
def _prompt() -> str:
    return files("kg.llm").joinpath("data/prompt.txt").read_text(encoding="utf-8")
