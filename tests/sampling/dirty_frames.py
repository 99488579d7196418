"""Random frames with everything that a careless program would stumble over."""

from __future__ import annotations

import random
import unicodedata

from sampling import Allocation, canonical_frame

# Spellings of numbers, of letters, of other programs' words and signs; none is forbidden, all are only text.
PIECES = (
    *("0", "00", "007", "1", "1.0", "1e3", "-1", "NULL", "null", "NaN", "true"),
    *("Ä", "ä", "A\u0308", "ß", "ẞ", "É", "e\u0301", "q\u0308", "ﬁ", "İ", "ı", "Z", "a", "z", "中"),
    *("\U0001f600", "\uffee", "\U0010fffd", " ", "\u00a0", "a b"),
    *(
        "'",
        '"',
        "''",
        '"Z"',
        "\\",
        "\\N",
        "\\.",
        "\\t",
        "\\x41",
        "%",
        "%s",
        "%(seed)s",
        "$1",
        "${x}",
        ":seed",
    ),
    *("?", "{}", "{0}", "--", "/*", ";", "`", "|", ",", "*", "#", "&", "<", "="),
)
STATUSES = ("eligible", "eligible", "eligible", "checked_recently", "at_external_audit")
STRATA = ("-", "0", "_", "a", "a_b", "funded", "unfunded")
OWN_BRANCHES = ("Z05", "0", "00", "1e3", "a.b", "S-13")


def dirty_frame(number):
    """Give one of endlessly many frames and its allocation; the same number gives the same."""
    chance = random.Random(number)  # noqa: S311 - Nothing secret, only the same frames every time.
    strata = chance.sample(STRATA, chance.randint(1, 4))
    names = [_name(chance, 3) for _ in range(chance.randint(0, 4))]
    names += chance.sample(OWN_BRANCHES, chance.randint(1, 4))
    rows = {}
    for _ in range(chance.choice((0, 1, 5, 40, 120))):
        file_ref = _name(chance, 6)
        row = (chance.choice(names), chance.choice(strata), file_ref, chance.choice(STATUSES))
        rows[unicodedata.normalize("NFC", file_ref).strip("\u00a0 ")] = row
    allocation = _allocation(chance, strata)
    return canonical_frame(rows.values(), allocation), allocation


def _name(chance, most):
    # A space inside is kept, one at the end is not; the canonical form has to come before any engine.
    name = "".join(chance.choices(PIECES, k=chance.randint(1, most)))
    return name if unicodedata.normalize("NFC", name).strip("\u00a0 ") else "x"


def _allocation(chance, strata):
    numbers = {stratum: chance.choice((0, 1, 2, 5, 10)) for stratum in strata}
    numbers[chance.choice(strata)] = chance.randint(1, 10)
    for branch in chance.sample(OWN_BRANCHES, chance.randint(0, 3)):
        # With one file at least, a branch never ends up with nothing to draw.
        numbers[f"{branch}:{chance.choice(strata)}"] = chance.randint(1, 30)
    return Allocation(numbers)
