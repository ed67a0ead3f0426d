"""The Chinese interface is whole: each message of code and templates is translated, with the same places in it."""

import re
from importlib.resources import files
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)s")


def messages() -> set[str]:
    options = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    root = Path(str(files("server")))
    found = extract_from_dir(root, METHODS, options, keywords=KEYWORDS)
    return {m[0] if isinstance(m, tuple) else m for _, _, m, _, _ in found}


def test_every_message_has_its_chinese() -> None:
    with files("server").joinpath("translations/zh/LC_MESSAGES/messages.po").open("rb") as source:
        catalogue = read_po(source, locale="zh")
    used = messages()
    assert len(used) > 200
    for message in used:
        entry = catalogue.get(message)
        assert entry is not None, f"no Chinese for {message!r}"
        translated = entry.string[0] if isinstance(entry.string, tuple) else entry.string
        assert translated, f"empty Chinese for {message!r}"
        # "%(num)s" may be left out of a singular, but nothing may be asked for that is not given
        assert set(PLACE.findall(translated)) <= set(PLACE.findall(message)) | {"num"}, message


def test_no_translation_is_left_over() -> None:
    with files("server").joinpath("translations/zh/LC_MESSAGES/messages.po").open("rb") as source:
        catalogue = read_po(source, locale="zh")
    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue if m.id}
    assert known <= messages()
