"""Bytes to text: what is read, and what is refused with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.articles.decode import decode
from kg.errors import InputError

ENGLISH = "The mayor visited the new industrial park on Friday and met the managers of three companies. " * 3
CHINESE = "市长五月六日到新区调研，强调虚拟现实产业是全市十大新兴产业之一，要求有关部门提供优质高效的服务。" * 3
JAPANESE = "市は本日、新しい産業団地の起工式を行いました。市長と企業の代表が出席しました。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (CHINESE, "utf-8"),
        (CHINESE, "gb18030"),
        (ENGLISH + "新区", "gb18030"),
        (ENGLISH + CHINESE, "gb18030"),
        (JAPANESE, "cp932"),
        (ENGLISH + "“a café – naïve”", "cp1252"),
        ("A café in the park, opened by the mayor.", "latin-1"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
    ],
)
def test_text_comes_back_from_its_encoding(text, encoding):
    assert decode(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(encoding):
    assert decode(CHINESE.encode(encoding), "a.txt").text == CHINESE


def test_newlines_stay_as_they_are():
    assert decode(b"one\r\ntwo\rthree\n\n", "a.txt").text == "one\r\ntwo\rthree\n\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\0b", "a.txt, byte 1: is binary, not text"),
        (b"PK\x03\x04\x14\0\0", "a.txt, byte 5: is binary, not text"),
        (CHINESE.encode()[:-1], f"a.txt, byte {len(CHINESE.encode()) - 3}: is UTF-8 but damaged"),
        (ENGLISH.encode() + b"\xff" + CHINESE.encode(), f"a.txt, byte {len(ENGLISH)}: is UTF-8 but damaged"),
        (ENGLISH.encode("utf-16") + b"x", "begins as utf-16-le but is not"),
        (bytes(range(250, 128, -1)) * 8, "a.txt, byte 0: is not UTF-8, and its encoding cannot be told"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data, message):
    with pytest.raises(InputError) as refusal:
        decode(data, "a.txt")
    assert message in str(refusal.value)


def test_characters_that_xml_cannot_carry_are_replaced_one_for_one():
    decoded = decode(b"page one\x0cpage\x1ftwo", "a.txt")
    assert decoded.text == "page one\ufffdpage\ufffdtwo"
    assert decoded.replaced == 2


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    try:
        place = decode(data, "a.txt") and None
    except InputError as refusal:
        place = refusal.where
    assert place is None or 0 <= (place.byte or 0) <= len(data)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=300))
def test_utf_8_comes_back_exactly(text):
    assert decode(text.encode(), "a.txt").text == text
