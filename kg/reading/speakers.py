"""Who "we", "our zone" and "the company" are in what somebody says: the body, company or place whose post they hold."""

from collections.abc import Iterator, Sequence
from typing import Final

import regex

from kg.facts import EntityType, Post
from kg.reading.clauses import Clauses
from kg.reading.document import Document, Sentence
from kg.reading.figure_owners import ABOUT
from kg.reading.figures import words
from kg.reading.nominals import nominals
from kg.reading.syntax import subjects

#: Characters of a title before the name of the one who speaks: "Director Guan: We ...".
_TITLED: Final = 24
_ANSWER: Final = regex.compile(r"\W*(?:A|Answer|Reply)\s?[:：]")


#: Sentences of one paragraph on either side that are looked at.
REACH = 40


class Speakers:
    """Finds for whom those speak who are quoted in one document."""

    def __init__(self, document: Document, clauses: Clauses, posts: Sequence[Post]) -> None:
        self.document = document
        self.clauses = clauses
        self.posts = posts
        self.said: dict[int, list[str]] = {}
        """By the number of a sentence: those named in it as saying something."""

    def body(self, sentence: Sentence, noun: str | None = None) -> str | None:
        """For whom the one speaks who says ``sentence``; one that ``noun`` ("zone", "company") can mean, if given."""
        known = nominals().get(noun) if noun is not None else None
        for person in self._speakers(sentence):
            for post in self.posts:
                about = self._about(post) if post.person == person else None
                if about is not None and (known is None or self.document.entities[about].type in known.classes):
                    return about
        return None

    def _about(self, post: Post) -> str | None:
        body = self.document.entities.get(post.of or "")
        if body is None:
            return None
        about = body.jurisdiction if body.type is EntityType.GOVERNMENT else body.id
        return about if about in self.document.entities and self.document.entities[about].type in ABOUT else None

    def _speakers(self, sentence: Sentence) -> Iterator[str]:
        """Those named as saying something in the sentence, then in those around it in its paragraph, nearest first."""
        sentences = self.document.sentences
        at = first = last = sentences.index(sentence)
        while first > max(0, at - REACH) and not self._broken(sentences[first - 1], sentences[first]):
            first -= 1
        while last < min(len(sentences) - 1, at + REACH) and not self._broken(sentences[last], sentences[last + 1]):
            last += 1
        yield from self._labelled(sentences[first])
        for near in sorted(range(first, last + 1), key=lambda i: (abs(i - at), i)):
            yield from self._saying(near)

    def _saying(self, number: int) -> list[str]:
        """Those named as saying something in one sentence."""
        if (known := self.said.get(number)) is not None:
            return known
        found = self.said[number] = []
        for token in self.document.sentences[number].span:
            if token.pos_ == "VERB" and token.lemma_.lower() in words("saying"):
                for subject, passive in subjects(token):
                    mention = self.clauses.mention(subject)
                    if not passive and mention is not None and self.clauses.type_of(mention) is EntityType.PERSON:
                        found.append(mention.entity)
        return found

    def _labelled(self, sentence: Sentence) -> Iterator[str]:
        """X of the paragraph "X: We have ..."; of "A: We have ..." the one who holds a post and is named first."""
        text = self.document.text.clean
        for mention in self.document.within(sentence.start, sentence.end):
            opens = mention.start - sentence.start < _TITLED and text[mention.end : mention.end + 1] == ":"
            if opens and self.document.type_of(mention) is EntityType.PERSON:
                yield mention.entity
        if _ANSWER.match(text, sentence.start):
            holders = {post.person for post in self.posts}
            yield from [m.entity for m in self.document.mentions if m.entity in holders][:1]

    def _broken(self, one: Sentence, other: Sentence) -> bool:
        """Whether they stand in different paragraphs."""
        first, last = sorted((one, other), key=lambda s: s.start)
        return "\n" in self.document.text.clean[first.start : last.start]
