"""A stream of made-up news of several hundred words an article, as long and as varied as ``seeds/``.

The same people, companies, parks and cities come again from article to article, few often and many seldom; new ones
never end (Heaps' law), namesakes and short forms are among them, so that who is who has to be decided. One article in
:data:`COPIES` is an earlier one as another site prints it: under its own head, with its own links, shortened and with
words changed. Every name is put together from syllables and head nouns; nothing in the articles is reporting. The same
number gives the same article.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.articles import SYLLABLES, TRADES, WORDS

NAMES = """
Zhang Wang Li Zhao Chen Liu Yang Huang Zhou Wu Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Deng
Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Yao Shen Zhong
"""
TOWNS = """
Qingdao Suzhou Hangzhou Wuxi Jinan Yantai Nanjing Ningbo Hefei Dalian Tianjin Xiamen Weihai Weifang Zibo Linyi
Changzhou Nantong Xuzhou Yangzhou Wenzhou Jiaxing Shaoxing Jinhua Fuzhou Quanzhou Wuhu Nanchang Ganzhou Changsha
Wuhan Yichang Zhengzhou Luoyang Xi'an Chengdu Mianyang Guiyang Kunming Nanning Liuzhou Zhuhai Foshan Dongguan
Shenyang Harbin Changchun Shijiazhuang Tangshan Taiyuan Lanzhou Haikou
"""
SURNAMES, CITIES = NAMES.split(), TOWNS.split()
DEPUTIES = ["vice mayor", "deputy Party secretary", "director of the commerce bureau", "deputy secretary-general"]
CHIEFS = ["mayor", "Party secretary"]
MANAGERS = ["chairman", "general manager", "president", "CEO", "vice president"]
#: Clauses of what people say and of what else is written: put together at random, so that articles share words but
#: seldom whole sentences, as in real news.
SAID = ["stressed", "noted", "pointed out", "said", "added", "emphasized", "explained", "told the guests", "recalled"]
OUGHT = [
    "should seize the opportunity", "must help firms solve difficulties", "will attract more suppliers",
    "needs to retain young talent", "ought to open its markets further", "has to put safety before speed",
    "would speed up approval", "is going to cut red tape", "should give innovation a larger part",
    "needs closer ties to universities", "must keep an eye on quality", "will issue supporting rules",
]  # fmt: skip
WHO = [
    "the city", "the district", "every department", "the whole industry", "the two sides", "each company concerned",
    "the working group", "the region", "the local chamber", "the public service", "the park", "the project team",
]  # fmt: skip
WHILE = [
    "while costs are rising", "as demand recovers", "before the end of the year", "even if markets are slow",
    "so that production can begin early", "in step with neighbouring cities", "without waiting for further orders",
    "with the help of outside experts", "after two years of preparation", "despite a difficult start",
    "now that the road is open", "as soon as the funds arrive", "where land is scarce", "if residents agree",
]  # fmt: skip
TELLS = [
    "Experts expect that", "Residents hope that", "A survey found that", "It is widely believed that",
    "Critics ask whether", "Officials confirmed that", "A recent study shows that", "Visitors were told that",
    "Many suppliers say that", "An independent review suggests that", "Investors are convinced that",
    "Teachers and doctors alike say that",
]  # fmt: skip
#: One article in so many is a copy of one of the :data:`RECENT` before it.
COPIES, RECENT = 10, 60
#: Words that another site prints instead of those of the original.
EDITED = {"stressed": "underlined", "according to": "as stated in", "attended": "took part in", "is going to": "will"}
#: The day on which the stream begins; three articles come a day.
BEGIN = date(2015, 1, 5)


class _Desk:
    """Writes one article; who and what it is about follows from its number."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.random = random.Random(number * 2654435761)  # noqa: S311 - repeatable test data, no secret
        self.day = BEGIN + timedelta(days=number // 3 % 3600)

    def known(self, kind: str) -> random.Random:
        """What decides a thing: of one met before, mostly an early one, or (in one case of five) of a new one."""
        number = self.number if self.random.random() < 0.2 else int(self.number * self.random.random() ** 3)
        return random.Random(f"{kind} {number} {self.random.randrange(2)}")  # noqa: S311 - as above

    def person(self, kind: str = "person") -> str:
        chance = self.known(kind)
        given = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((1, 2, 2, 2))))
        return f"{chance.choice(SURNAMES)} {given.capitalize()}"

    def city(self) -> str:
        return CITIES[min(int(self.random.paretovariate(0.7)) - 1, len(CITIES) - 1)]

    def company(self, trade: str) -> tuple[str, str]:
        """The full and the short name of a company."""
        chance = self.known(f"company {trade}")
        word = "".join(chance.choice(SYLLABLES) for _ in range(2)).capitalize()
        short = f"{chance.choice(WORDS)} {word}" if chance.random() < 0.5 else f"{word} {trade}"
        return f"{short}{'' if short.endswith(trade) else ' ' + trade} Co., Ltd.", short

    def speech(self) -> str:
        """What somebody says, after his or her name."""
        pick = self.random.choice
        return f"{pick(SAID)} that {pick(WHO)} {pick(OUGHT)} {pick(WHILE)}, and that {pick(WHO)} {pick(OUGHT)}"

    def remark(self) -> str:
        """A sentence that states nothing."""
        pick = self.random.choice
        return f"{pick(TELLS)} {pick(WHO)} {pick(OUGHT)} {pick(WHILE)} and {pick(WHO)} {pick(OUGHT)}."

    def written(self, day: date) -> str:
        return f"{day:%B} {day.day}, {day.year}"

    def article(self) -> str:
        trade = self.random.choice(list(TRADES))
        city, (company, short), park = self.city(), self.company(trade), ""
        park = f"{city} {self.known(f'park {city}').choice(WORDS)} Industrial Park"
        body = [self.visit, self.meeting, self.signing, self.opening][self.random.randrange(4)]
        head, lines = body(city, company, short, park, trade)
        between = [" ".join(self.remark() for _ in range(2)) for _ in range(4)]
        lines = [line for pair in zip(lines, between, strict=False) for line in pair] + lines[len(between) :]
        dateline = f"{city} Daily | {self.written(self.day)}"
        others = "\n".join(f"{self.person()} meets with delegation from {self.city()}" for _ in range(2))
        return "\n\n".join(
            (f"Home > News > {city} Today", head, dateline, *lines, f"Relevant recommendations\n{others}",
             f"Contact us | Site map | Copyright {city} Municipal Government, page {self.number}")
        ) + "\n"  # fmt: skip

    def visit(self, city: str, company: str, short: str, park: str, trade: str) -> tuple[str, list[str]]:
        chief, boss, aide = self.person(f"chief {city}"), self.person(f"boss {company}"), self.person(f"aide {city}")
        post = self.known(f"post {chief}").choice(CHIEFS)
        day = self.written(self.day - timedelta(days=1))
        other, _ = self.company(trade)
        return f"{chief} visits {short}", [
            f"On {day}, a team led by {chief}, {post} of {city}, visited {company} in {park} and learned about its "
            f"progress in {TRADES[trade]}. {boss}, {self.random.choice(MANAGERS)} of {company}, received the "
            "delegation and introduced the company's plans for the next three years.",
            f"{chief} {self.speech()}. {aide}, {self.random.choice(DEPUTIES)} of {city}, {self.speech()}.",
            f"{park} covers a planned area of {self.random.randint(100, 9000)} mu and is home to "
            f"{self.random.randint(20, 900)} high-tech enterprises. It focuses on {TRADES[trade]} and digital economy. "
            f"A project of {company}, with a total investment of {self.random.randint(1, 90)} billion yuan, is located "
            f"in {park}.",
            f"The delegation also visited {other} and the {city} {self.random.choice(WORDS)} Innovation Center, and "
            f"held a discussion with the leaders of both. {short} is developing a new production base in {city}.",
            f"{self.person()} and {self.person()} attended the visit.",
        ]

    def meeting(self, city: str, company: str, short: str, park: str, trade: str) -> tuple[str, list[str]]:
        chief, boss = self.person(f"chief {city}"), self.person(f"boss {company}")
        other, guest = self.city(), self.person()
        return f"{city} and {other} deepen cooperation in {TRADES[trade]}", [
            f"{chief}, {self.known(f'post {chief}').choice(CHIEFS)} of {city}, met with {guest}, vice mayor of "
            f"{other}, and {boss}, {self.random.choice(MANAGERS)} of {company}, in {city} on "
            f"{self.written(self.day)}.",
            f"{chief} welcomed the guests and {self.speech()}. {city}'s output of {trade.lower()} "
            f"products rose {self.random.randint(2, 40)} percent to {self.random.randint(10, 900)} billion yuan last "
            "year.",
            f"{guest} {self.speech()}. {boss} introduced the layout of {short} in {park}, where the "
            f"company plans to invest {self.random.randint(1, 50)} billion yuan.",
            f"The two cities will build a {trade.lower()} park together. {company} and "
            f"{self.company(trade)[0]} will cooperate with each other in research and development.",
            f"{self.person(f'aide {city}')}, {self.random.choice(DEPUTIES)} of {city}, and {self.person()} attended "
            "the meeting.",
        ]

    def signing(self, city: str, company: str, short: str, park: str, trade: str) -> tuple[str, list[str]]:
        partner, partner_short = self.company(trade)
        chief, boss = self.person(f"chief {city}"), self.person(f"boss {partner}")
        base = f"{self.random.choice(WORDS)} {trade} Base"
        return f"{short} and {partner_short} sign agreement in {city}", [
            f"The signing ceremony of the {base} was held in {city} on {self.written(self.day)}. {company} signed a "
            f"cooperation agreement with {partner} at the ceremony.",
            f"{chief}, {self.known(f'post {chief}').choice(CHIEFS)} of {city}, attended the ceremony and delivered a "
            f"speech. {chief} {self.speech()}.",
            f"According to the agreement, the {base} is located in {park}, with a total investment of "
            f"{self.random.randint(1, 60)} billion yuan and a floor area of {self.random.randint(10, 400)},000 square "
            f"meters. It is expected to create {self.random.randint(2, 90)}00 jobs.",
            f"{boss}, {self.random.choice(MANAGERS)} of {partner}, said that {partner_short} focuses on "
            f"{TRADES[trade]}. {boss} {self.speech()}.",
            f"{self.person(f'aide {city}')} presided over the ceremony. {self.person()} and {self.person()} were "
            "present.",
        ]

    def opening(self, city: str, company: str, short: str, park: str, trade: str) -> tuple[str, list[str]]:
        chief, boss = self.person(f"chief {city}"), self.person(f"boss {company}")
        project = f"{short} {self.random.choice(WORDS)} Intelligent Manufacturing Project"
        return f"Construction of {project} begins in {city}", [
            f"The ground-breaking ceremony of the {project} was held in {park} on {self.written(self.day)}. {chief}, "
            f"{self.known(f'post {chief}').choice(CHIEFS)} of {city}, announced the start of construction.",
            f"The project is developed by {company}, with a total investment of {self.random.randint(1, 80)} billion "
            f"yuan and a planned area of {self.random.randint(100, 5000)} mu. It will be completed by the end of "
            f"{self.day.year + 2}.",
            f"{boss}, {self.random.choice(MANAGERS)} of {company}, {self.speech()}. {short} is engaged "
            f"in {TRADES[trade]} and operates in {city} and {self.city()}.",
            f"{park} attracted {self.random.randint(3, 60)} projects in the first half of {self.day.year}, up "
            f"{self.random.randint(2, 60)} percent year on year. The management committee of {park} "
            f"{self.speech()}.",
            f"{self.person(f'aide {city}')}, {self.random.choice(DEPUTIES)} of {city}, and {self.person()} attended "
            "the ceremony.",
        ]


def article(number: int) -> str:
    """The text of article ``number``."""
    return _Desk(number).article()


def copy(number: int) -> str:
    """Article ``number``, as a copy of an earlier one."""
    chance = random.Random(f"copy {number}")  # noqa: S311 - as above
    earlier = number - 1 - chance.randrange(min(RECENT, number))
    original = _Desk(earlier - (earlier % COPIES == COPIES - 1))  # what is copied is no copy itself
    _, head, dateline, *lines, _, _ = original.article().split("\n\n")
    del lines[chance.randrange(2, len(lines))]
    words, other = list(EDITED.items()), _Desk(number)
    for old, new in chance.sample(words, 2):
        lines = [line.replace(old, new) for line in lines]
    city = other.city()
    lines[-1] += f" (Source: {dateline.partition(' |')[0]})"
    links = "\n".join(f"{other.person()} inspects {other.city()}" for _ in range(3))
    day = other.written(original.day + timedelta(days=chance.randrange(3)))
    return "\n\n".join(
        (f"{city} Online > Regions", head, f"{city} Evening News | {day}", *lines, f"Related news\n{links}",
         f"About {city} Online | Imprint | {number}")
    ) + "\n"  # fmt: skip


def text(number: int) -> str:
    """The text of article ``number`` of the stream: :func:`article`, or a copy."""
    return copy(number) if number % COPIES == COPIES - 1 else article(number)


def articles(count: int) -> Iterator[tuple[str, str]]:
    """Identifier and text of the first ``count`` articles."""
    return ((f"news-{number:06d}", text(number)) for number in range(count))


def path(folder: Path, number: int) -> Path:
    """The file of article ``number``, a thousand to a folder."""
    return folder / f"{number // 1000:04d}" / f"news-{number:06d}.txt"


def write(count: int, folder: Path) -> None:
    """Writes the first ``count`` articles to ``folder``."""
    for number, (_, words) in enumerate(articles(count)):
        file = path(folder, number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")
