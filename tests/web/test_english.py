"""English is complete: every text of the program has one, with the same places, and pages show it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from checklists import load_builtin
from iks.domain.values import Area
from iks.web.catalogue_of_texts import FOLDER
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import drawn_house

ROOT = Path(__file__).parents[2]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SAMPLE = f"/branch/benefits/{MONTH}"
# Words that hardly any German sentence does without and no English one has.
GERMAN = re.compile(r"\b(?:und|nicht|wird|wurde|oder|für|ist|sind|keine|noch|haben|werden|Sie|Ihre|eine)\b")


GRID = {point.title for area in Area for point in load_builtin(area).points}


def texts_of_the_program() -> set[str]:
    """Every text that a page, a mail or an error can show."""
    mappings = {"iks": [("**.py", "python")], "templates": [("**.html", "jinja2")]}
    found = set()
    for folder, method in mappings.items():
        for message in extract_from_dir(str(ROOT / folder), method, keywords=KEYWORDS):
            text = message[2]
            found.add(text[0] if isinstance(text, tuple) else text)
    return found - {""}


def catalogue() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    with (FOLDER / "en.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="en") if message.id]
    return {_tuple(m.id)[0]: (_tuple(m.id), _tuple(m.string)) for m in messages}


def _tuple(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text),)


def test_every_text_has_its_english() -> None:
    english = catalogue()
    texts = texts_of_the_program()
    missing = sorted(text for text in texts if text not in english or not all(english[text][1]))
    assert len(texts) > 1500
    assert missing == [], "make messages shows the new ones in iks/translations/en.po"


def test_every_english_text_has_the_places_of_the_german_one() -> None:
    wrong = [
        (german, english)
        for german, english in catalogue().values()
        if set(PLACES.findall(" ".join(german))) != set(PLACES.findall(" ".join(english)))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("person", "addresses"),
    [
        ("z06", f"/ {SAMPLE} {SAMPLE}/submit /branch/deputies /branch/integration/follow-up"),
        ("z06-deputy", "/ /draw-explained /model-cases"),
        (
            "gur",
            f"/ /evaluation/benefits/{MONTH} /evaluation/benefits/focus /evaluation/benefits/sample-size",
        ),
        ("controller", f"/ /controlling/frames /controlling/draws /controlling/frames/benefits/{MONTH}"),
        ("revision", "/ /revision /revision/journal /revision/substitutions /revision/recheck"),
        ("revision-2", "/ /revision/void-requests /revision/draw-statistics"),
        ("admin", "/ /admin/accounts /admin/mails"),
    ],
)
def test_no_german_sentence_stands_on_an_english_page(
    sqlite_house: HouseUnderTest, person: str, addresses: str
) -> None:
    drawn_house(sqlite_house, *Area)
    browser = sqlite_house.signed_in(person)
    browser.get("/?lang=en")
    for address in addresses.split():
        page = browser.get(address)
        assert 'lang="en"' in page.html[:200]
        # What a grid says is law and stays German; so do names of branches and accounts.
        pieces = (" ".join(piece.split()) for piece in re.findall(r">([^<]+)<", page.html))
        german = [piece for piece in pieces if GERMAN.search(piece) and not any(w in piece for w in GRID)]
        assert german == [], address
