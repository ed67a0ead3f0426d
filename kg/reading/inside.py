"""Whether a name stands in a longer one as whole words; a search for each pair of names is too many to compile."""


def inside(name: str, text: str, *, folded: bool = False, hyphens: bool = False) -> tuple[int, int] | None:
    """Where ``name`` first stands in ``text`` with no letter or digit beside it (with ``hyphens`` no hyphen either).

    ``folded``: capitals do not count.
    """
    if folded and len(text.lower()) == len(text) and len(name.lower()) == len(name):
        name, text = name.lower(), text.lower()
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (start and _joins(text[start - 1], hyphens)) and not (end < len(text) and _joins(text[end], hyphens)):
            return start, end
        start = text.find(name, start + 1)
    return None


def _joins(character: str, hyphens: bool) -> bool:
    return character.isalnum() or character == "_" or (hyphens and character == "-")
