"""Shortcuts of the reading give what the long way gives."""

import numpy
import pytest
from spacy.pipeline import Tok2Vec

from kg.reading.inside import inside
from kg.reading.parsed import Doc
from kg.reading.parsing import parse
from kg.reading.text import parser
from kg.reading.tokenizing import tokenizer
from kg.reading.vectors import vectors
from tests.reading_marked import MODEL

TEXT = (
    "Fenghe New Area (FNA) lies by the sea. It has 430 firms, said Xu Lei, its director. There are two ports; "
    "one of them, which opened in May, handles grain. The guests, led by the mayor, saw both. Work goes on."
)


def test_vectors_are_the_model_s_own() -> None:
    nlp = parser(MODEL)
    pipe = nlp.get_pipe("tok2vec")
    assert isinstance(pipe, Tok2Vec)
    found = [vectors(pipe)(nlp.make_doc(TEXT)).tensor for _ in range(2)]  # new forms, then kept ones
    for tensor in found:
        assert numpy.allclose(tensor, pipe(nlp.make_doc(TEXT)).tensor, atol=1e-4)


def test_shown_words_fall_into_the_same_tokens() -> None:
    nlp = parser(MODEL)
    text = (
        "Mr. Xu's firm (in the zone), e.g. \"Ya'an-Lab\", can't sell 3.5km of U.S.-made pipe; it'll wait till 10 a.m."
    )
    plain = [nlp.tokenizer(part).to_array(["ORTH", "SPACY", "NORM"]).tolist() for part in (text, TEXT)]
    for _ in range(2):
        assert [tokenizer(nlp)(part).to_array(["ORTH", "SPACY", "NORM"]).tolist() for part in (text, TEXT)] == plain


def test_parts_are_parsed_as_the_whole() -> None:
    nlp = parser(MODEL)
    text = TEXT.replace(" (FNA)", "") * 4
    doc = nlp.make_doc(text)
    starts = [i == 0 or doc[i - 1].text == "." for i in range(len(doc))]
    found = parse(nlp, doc, starts)
    whole = nlp.make_doc(text)
    for i, token in enumerate(whole):
        token.is_sent_start = starts[i]
    for name in ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"):
        whole = nlp.get_pipe(name)(whole)
    columns: list[int | str] = ["HEAD", "DEP", "TAG", "POS", "LEMMA"]
    assert found.to_array(columns).tolist() == whole.to_array(columns).tolist()


@pytest.mark.parametrize(
    ("name", "text", "folded", "hyphens", "where"),
    [
        ("Lanhe", "Lanhe Port", False, False, (0, 5)),
        ("Lanhe", "Lanhean Port of Lanhe", False, False, (16, 21)),
        ("port", "Lanhe Port", True, False, (6, 10)),
        ("port", "Lanhe Port", False, False, None),
        ("Port", "Lanhe-Port", False, True, None),
        ("Port", "Lanhe-Port", False, False, (6, 10)),
        ("Port", "Airport", True, False, None),
    ],
)
def test_a_name_stands_inside_as_whole_words(
    name: str, text: str, folded: bool, hyphens: bool, where: tuple[int, int] | None
) -> None:
    assert inside(name, text, folded=folded, hyphens=hyphens) == where


def test_a_parse_as_plain_objects_says_what_spacy_says() -> None:
    nlp = parser(MODEL)
    source = nlp.make_doc(TEXT)
    source = parse(nlp, source, [i == 0 or source[i - 1].text == "." for i in range(len(source))])
    doc = Doc(source)
    assert [(s.start_char, s.end_char, s.text, s.root.i) for s in doc.sents] == [
        (s.start_char, s.end_char, s.text, s.root.i) for s in source.sents
    ]
    for ours, theirs in zip(doc, source, strict=True):
        for name in ("i", "idx", "text", "lower_", "lemma_", "dep_", "pos_", "tag_", "text_with_ws", "is_sent_start"):
            assert getattr(ours, name) == getattr(theirs, name), name
        for name in ("head", "left_edge", "right_edge"):
            assert getattr(ours, name).i == getattr(theirs, name).i, name
        for name in ("children", "subtree", "ancestors", "conjuncts", "lefts"):
            assert [t.i for t in getattr(ours, name)] == [t.i for t in getattr(theirs, name)], name
    for start, end in ((i, i + size) for i in range(0, len(TEXT), 3) for size in (1, 7, 30)):
        for mode in ("contract", "expand"):
            found, wanted = (d.char_span(start, end, alignment_mode=mode) for d in (doc, source))
            assert (found is None) == (wanted is None)
            if found is not None and len(found):
                assert (found.start, found.end, found.text, found.root.i) == (
                    wanted.start, wanted.end, wanted.text, wanted.root.i
                )  # fmt: skip
