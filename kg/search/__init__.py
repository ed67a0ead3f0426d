"""The search index of a generation: made once with it, read by the pages; a full-text index (tantivy), never a scan.

Names are found by word, by the beginning of a word, with typos, by abbreviation, by pinyin with or without tone marks
and with or without spaces, and in Chinese from one character on: runs of Chinese are indexed as their characters and
pairs of characters, because words are not separated there. Articles are found by their text.
"""

from kg.search.descriptions import Descriptions
from kg.search.evidence import Evidence
from kg.search.fields import FACETS, fold, pairs, sounds
from kg.search.indexing import build_index
from kg.search.listed import Lists
from kg.search.page_index import PageIndex
from kg.search.revising import revise_index
from kg.search.searching import SORTS, Hit, Results, SearchIndex, snippet

__all__ = [
    "FACETS", "SORTS", "Descriptions", "Evidence", "Hit", "Lists", "PageIndex", "Results", "SearchIndex", "build_index",
    "fold", "pairs", "revise_index", "snippet", "sounds",
]  # fmt: skip
