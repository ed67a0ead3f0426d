"""A stream of made-up articles like those of public-affairs sites: ``python tests/benchmarks/articles.py 1000 FOLDER``.

Every name is put together from syllables and head nouns; nothing in them is reporting. The same number gives the same
articles, and few names are used often and many seldom, as in real news.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

SURNAMES = [
    "Zhang",
    "Wang",
    "Li",
    "Zhao",
    "Chen",
    "Liu",
    "Yang",
    "Huang",
    "Zhou",
    "Wu",
    "Xu",
    "Sun",
    "Ma",
    "Zhu",
    "Hu",
    "Guo",
    "He",
    "Lin",
    "Gao",
    "Luo",
]
SYLLABLES = [
    "wei",
    "min",
    "jun",
    "hao",
    "lei",
    "yan",
    "ping",
    "feng",
    "gang",
    "tao",
    "hui",
    "ning",
    "xin",
    "qiang",
    "bo",
    "kai",
    "rui",
    "shan",
    "zhen",
    "yu",
]
CITIES = [
    "Qingdao",
    "Suzhou",
    "Hangzhou",
    "Wuxi",
    "Jinan",
    "Yantai",
    "Nanjing",
    "Ningbo",
    "Hefei",
    "Dalian",
    "Tianjin",
    "Xiamen",
]
WORDS = [
    "Golden",
    "Harbor",
    "Star",
    "Bright",
    "River",
    "Union",
    "Summit",
    "Cloud",
    "Ocean",
    "Silver",
    "Eastern",
    "Rising",
    "Green",
    "Blue",
    "Falcon",
]
TRADES = {
    "Robotics": "intelligent manufacturing",
    "Biotech": "biomedicine",
    "Semiconductor": "integrated circuits",
    "Energy": "new energy",
    "Logistics": "modern logistics",
    "Software": "artificial intelligence",
}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Writer:
    """Writes articles from one stream of random numbers."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable test data, no secret

    def pick(self, words: list[str]) -> str:
        """One of ``words``, the first ones more often."""
        return words[min(int(self.random.paretovariate(0.8)) - 1, len(words) - 1)]

    def person(self) -> str:
        """A name of a person."""
        given = "".join(self.random.choice(SYLLABLES) for _ in range(self.random.choice((1, 2, 2))))
        return f"{self.pick(SURNAMES)} {given.capitalize()}"

    def company(self, trade: str) -> str:
        """A name of a company in ``trade``."""
        return f"{self.pick(WORDS)} {self.random.choice(SYLLABLES).capitalize()} {trade} Co., Ltd."

    def article(self, number: int) -> str:
        """The text of article ``number``, with headline, date line and footer."""
        trade = self.random.choice(list(TRADES))
        city, company, mayor, chair = self.pick(CITIES), self.company(trade), self.person(), self.person()
        park = f"{city} {self.pick(WORDS)} Industrial Park"
        day, month = self.random.randint(1, 28), self.random.choice(MONTHS)
        year = self.random.randint(2019, 2024)
        money, area, firms = self.random.randint(1, 90), self.random.randint(100, 9000), self.random.randint(20, 900)
        return f"""Home > News > {city} Today

{mayor} visits {company.removesuffix(" Co., Ltd.")}

Updated: {month} {day}, {year}   Source: {city} Daily

On {month} {day}, {mayor}, mayor of {city}, visited {company} in {park} and learned about its progress in {TRADES[trade]}. {chair}, chairman of {company}, received the delegation and introduced the company's plans.

{park} covers a planned area of {area} mu and is home to {firms} high-tech enterprises. It focuses on {TRADES[trade]} and digital economy. The project, with a total investment of {money} billion yuan, is located in {city}.

{mayor} said that {city} will give full support to the enterprise, improve services and attract more upstream and downstream companies along the industrial chain. {self.person()} and {self.person()} attended the visit.

The signing ceremony of the {self.pick(WORDS)} {trade} Base was held in {city} on {month} {day}, {year}. {company} signed a cooperation agreement with {self.company(trade)} at the ceremony.

Contact us | Site map | Copyright {city} Municipal Government {number}
"""  # noqa: E501 - lines of an article are as long as they are


def articles(count: int) -> Iterator[tuple[str, str]]:
    """Identifier and text of the first ``count`` articles."""
    writer = Writer()
    for number in range(count):
        yield f"made-{number:06d}", writer.article(number)


def write(count: int, folder: Path) -> None:
    """Writes the first ``count`` articles to ``folder``, a thousand to a subfolder."""
    for number, (name, text) in enumerate(articles(count)):
        place = folder / f"{number // 1000:04d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
