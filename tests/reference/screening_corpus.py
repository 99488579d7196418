"""Sentences for the screening of model cases: 2,400 with one planted identifier each, 2,400 without any.

The clean ones are the sentences of both grids (what a branch head reads and writes like), and sentences put
together from parts as they occur in checking files. Everything is invented; the seed makes it repeatable.
"""

import random
import re
from collections.abc import Iterator

from checklists import load_builtin
from iks.domain.text_screening import MarkKind

SEED = 20261122
SIZE = 2_400

_WHAT = (
    "Das Einkommen",
    "Der Mehrbedarf",
    "Die Heizkostennachzahlung",
    "Das Kindergeld",
    "Der Unterhaltsvorschuss",
    "Die Betriebskostenabrechnung",
    "Das Arbeitslosengeld",
    "Die Mietbescheinigung",
    "Der Freibetrag",
    "Die Warmwasserpauschale",
    "Das Elterngeld",
    "Der Erwerbstätigenfreibetrag",
    "Die Umzugskosten",
    "Die Eingliederungsvereinbarung",
    "Der Kooperationsplan",
    "Das Profiling",
    "Der Vermittlungsvorschlag",
    "Die Einladung",
    "Die Förderung",
    "Das Coaching",
    "Die Maßnahme",
    "Der Bewerberangebotstransfer",
    "Die Potenzialanalyse",
    "Das Absolventenmanagement",
    "Die Rechtsfolgenbelehrung",
    "Die Anhörung",
)
_HOW = (
    "wurde im falschen Monat berücksichtigt",
    "wurde nicht geprüft",
    "fehlt im Bescheid",
    "ist doppelt angerechnet",
    "wurde ohne Nachweis anerkannt",
    "wurde zu spät angefordert",
    "ist in der Akte nicht begründet",
    "wurde nach altem Recht berechnet",
    "ist nicht nachvollziehbar",
    "wurde trotz Hinweis nicht angepasst",
    "wurde erst nach Widerspruch bewilligt",
    "ist unvollständig erfasst",
    "wurde für den halben Haushalt abgelehnt",
    "liegt dem Bescheid nicht bei",
    "passt nicht zum Antrag",
    "wurde mit dem falschen Satz angesetzt",
    "wurde ohne Anhörung aufgehoben",
    "wurde nicht dokumentiert",
)
_WHY = (
    "",
    ", weil die Frist nicht überwacht wurde",
    ", obwohl die Unterlagen vorlagen",
    ", da die Zuarbeit des Arbeitgeberservice fehlte",
    ", weil zwei Abteilungen beteiligt waren",
    " und fiel erst bei der Prüfung auf",
    ", weil der Vordruck veraltet ist",
    ", da die Software den Wert vorgibt",
    ", obwohl § 11b SGB II das anders regelt",
    " (siehe Hinweis zu Prüfpunkt L08)",
    ", weil die Vertretung neu war",
    " und wurde noch am selben Tag korrigiert",
    ", weil 3 von 10 Nachweisen fehlten",
    ", wie in den letzten 12 Monaten",
    ", obwohl der Regelbedarf nach § 20 Abs. 2 SGB II feststeht",
    ", da nur 60 % der Kosten anerkannt waren",
)
_FRAMES = (
    "{what} {how}. Betroffen ist: {planted}",
    "Vermerk vom Empfang: {planted}; {how_cap}.",
    "{planted} – {what_low} {how}.",
    "Laut Akte ({planted}) {what_low2}{why}.",
    "{what} {how}{why}. {planted}.",
    "Bitte beachten: {planted}. {what} {how}.",
)
_GIVEN = (
    "Ayse",
    "Thomas",
    "Olena",
    "Mohammed",
    "Sabine",
    "Jürgen",
    "Fatma",
    "Kevin",
    "Natalia",
    "Peter",
    "Hannah",
)
_FAMILY = (
    "Yilmaz",
    "Müller",
    "Kowalski",
    "Schäfer",
    "Öztürk",
    "Großmann",
    "Nguyen",
    "Weiß",
    "Petrenko",
    "Bauer",
)
_STREETS = (
    "Königstraße",
    "Lange Str.",
    "Neckarweg",
    "Marienplatz",
    "Alte Poststraße",
    "Heilbronner Straße",
    "Burgstallring",
    "Löwentorallee",
    "Hackgasse",
    "Sankt-Anna-Straße",
    "Am Alten Markt",
    "Im Hohen Rain",
)
_TOWNS = ("Stuttgart", "Esslingen", "Fellbach", "Köln", "Remseck")


# Sentences that come close to an identifier: a screening that knew no German would stumble here.
_HARD = (
    "Frau und Kinder leben im Haushalt.",
    "Familie mit drei Kindern, Kosten der Unterkunft zu 80 % anerkannt.",
    "Herr der Verfahren bleibt die Widerspruchsstelle.",
    "Der Antrag lag 3 Wochen im Postkorb, dann 2 Monate im Archiv.",
    "Nach § 22 Abs. 1 Satz 3 SGB II gilt die Karenzzeit.",
    "Vgl. BSG, ständige Rechtsprechung zu § 11 SGB II.",
    "Auf dem Weg 2 zur Rechtsstelle ging das Schreiben verloren.",
    "Am Platz 1 der Rangliste steht seit dem Sommer die Anrechnung von Einkommen.",
    "Der rosa Zettel in der Akte ersetzt keinen Vermerk.",
    "In 7 von 10 Fällen fehlte Seite 2 des Vordrucks.",
    "Die Software übernimmt den Wert aus Maske 4711 nicht.",
    "Kapitel 3 der Arbeitshilfe, Rz. 11.12, war nicht bekannt.",
    "Im Mai und im August wurde je einmal zu spät gebucht.",
    "Der Satz von 1,8 % statt 2,3 % wurde verwendet.",
    "Zur Zeit 5 Anträge je Woche, früher 12.",
    "Die Vorgabe 2026/03 des Trägers war nicht umgesetzt.",
    "Fachliche Hinweise 16.12 und 22.7 widersprechen sich.",
    "Max. 6 Monate sind zulässig, bewilligt wurden 12.",
    "Can-Bewertungen des Portals wurden nicht gelesen.",
    "Im Fall der Trennung ist die Bedarfsgemeinschaft neu zu bilden.",
    "Unter den 30 geprüften Akten war keine mit Nachweis.",
    "Der Ring der Zuständigen ist zu groß: 4 Stellen prüfen dasselbe.",
    "Die Kollegin Frau Kollegin sagte es so, einen Vermerk gibt es nicht.",
    "U. a. fehlt der Mietvertrag, d. h. die Höhe ist offen.",
    "Anlage VM, Anlage EK und Anlage KDU lagen vor.",
)


def clean() -> list[str]:
    """Return sentences in which nothing identifies anybody."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, nothing secret.
    found = dict.fromkeys((*_HARD, *_grid_sentences()))
    while len(found) < SIZE:
        how = chance.choice(_HOW)
        found[f"{chance.choice(_WHAT)} {how}{chance.choice(_WHY)}."] = None
    return list(found)[:SIZE]


def planted() -> list[tuple[MarkKind, str, str]]:
    """Return what was planted, its text, and the sentence around it; every exact kind in equal parts."""
    chance = random.Random(SEED + 1)  # noqa: S311 - as above.
    kinds = [kind for kind in _MAKERS if kind is not MarkKind.NAME]
    found = []
    for number in range(SIZE):
        kind = kinds[number % len(kinds)]
        text = _MAKERS[kind](chance)
        found.append((kind, text, _sentence(chance, text)))
    return found


def named(size: int = 600) -> list[tuple[MarkKind, str, str]]:
    """Return sentences with a person's name, written as people write names."""
    chance = random.Random(SEED + 2)  # noqa: S311 - as above.
    texts = [_name(chance) for _ in range(size)]
    return [(MarkKind.NAME, text, _sentence(chance, text)) for text in texts]


def _sentence(chance: random.Random, text: str) -> str:
    what, how = chance.choice(_WHAT), chance.choice(_HOW)
    return chance.choice(_FRAMES).format(
        what=what,
        how=how,
        how_cap=how[0].upper() + how[1:],
        what_low=what[0].lower() + what[1:],
        what_low2=f"{what[0].lower()}{what[1:]} {how}",
        why=chance.choice(_WHY),
        planted=text,
    )


def _grid_sentences() -> Iterator[str]:
    """Give the sentences of both grids that hold neither a date nor an amount."""
    for area in ("benefits", "integration"):
        for point in load_builtin(area).points:
            texts = [
                point.question,
                point.guidance,
                point.error_minor,
                point.error_major,
                point.example_formal,
            ]
            for sentence in re.split(r"(?<=[.?!]) (?=[A-ZÄÖÜ])", " ".join(texts)):
                if not re.search(r"\d\.\d|EUR|€|\d{4}|\d\. [A-Z]", sentence):
                    yield sentence


def _digits(chance: random.Random, number: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(number))


def _iban(chance: random.Random) -> str:
    account = _digits(chance, 18)
    check = 98 - int(account + "131400") % 97
    bare = f"DE{check:02}{account}"
    return bare if chance.random() < 0.4 else " ".join(re.findall(".{1,4}", bare))


def _tax_id(chance: random.Random) -> str:
    """Draw until the rules of a tax id hold: one digit twice or thrice in ten, then the check digit."""
    from stdnum.de import idnr  # noqa: PLC0415 - only here.

    while True:
        ten = list("123456789")
        chance.shuffle(ten)
        ten.insert(chance.randrange(1, 9), chance.choice(ten))
        bare = "".join(ten)
        for check in "0123456789":
            if idnr.is_valid(bare + check):
                text = bare + check
                return text if chance.random() < 0.5 else f"{text[:2]} {text[2:5]} {text[5:8]} {text[8:]}"


def _pension(chance: random.Random) -> str:
    from iks.domain.text_screening import is_pension_number  # noqa: PLC0415 - the rule itself makes the digit.

    while True:
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(40, 99)
        letter, serial = chance.choice("ABCDEFGHKLMNPRSTW"), _digits(chance, 2)
        bare = f"{chance.randint(2, 89):02}{day:02}{month:02}{year}{letter}{serial}"
        for check in "0123456789":
            if is_pension_number(bare + check):
                text = bare + check
                return text if chance.random() < 0.5 else f"{text[:2]} {text[2:8]} {text[8]} {text[9:]}"


def _file_number(chance: random.Random) -> str:
    return chance.choice(
        (
            f"67702BG{_digits(chance, 7)}",
            f"67711//BG{_digits(chance, 7)}",
            f"67702 BG {_digits(chance, 7)}",
            f"BG-Nr. {_digits(chance, 7)}",
            f"{_digits(chance, 3)}D{_digits(chance, 6)}",
            f"S {chance.randint(1, 30)} AS {chance.randint(10, 4000)}/26",
            f"W {_digits(chance, 4)}/26",
            f"L {chance.randint(1, 15)} AS {chance.randint(10, 900)}/25",
        )
    )


def _email(chance: random.Random) -> str:
    given, family = chance.choice(_GIVEN).lower(), chance.choice(_FAMILY).lower()
    return chance.choice(
        (
            f"{given}.{family}@web.de",
            f"{family}{_digits(chance, 2)}@gmx.net",
            f"{given}_{family}(at)mail.example.com",
        )
    )


def _phone(chance: random.Random) -> str:
    line = _digits(chance, 6)
    return chance.choice(
        (
            f"0711 {line}",
            f"0711/{line}",
            f"(0711) {line}",
            f"+49 711 {line}",
            f"0049 711 {line}",
            f"0711 216-{line[:5]}",
            f"0170 {line}{line[0]}",
            f"0151-{line}{line[:2]}",
            f"+49 (0)711 {line[:3]} {line[3:]}",
            f"07141 / {line[:5]}",
        )
    )


def _date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1950, 2026)
    names = (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    )
    return chance.choice(
        (
            f"{day:02}.{month:02}.{year}",
            f"{day}.{month}.{year % 100:02}",
            f"{day}. {names[month - 1]} {year}",
            f"{day}. {names[month - 1]}",
            f"{year}-{month:02}-{day:02}",
            f"{day}.{month}.",
            f"{day:02}. {month:02}. {year}",
        )
    )


def _amount(chance: random.Random) -> str:
    euros, cents = chance.randint(3, 9800), chance.randint(0, 99)
    thousands = f"{euros:,}".replace(",", ".")
    return chance.choice(
        (
            f"{euros} EUR",
            f"{thousands},{cents:02} €",
            f"{euros},- Euro",
            f"EUR {thousands},{cents:02}",
            f"{euros} Euro",
            f"€ {euros}",
            f"{euros},{cents:02}€",
        )
    )


def _address(chance: random.Random) -> str:
    street = f"{chance.choice(_STREETS)} {chance.randint(1, 180)}{chance.choice(('', '', 'a', ' b'))}"
    town = f"{chance.randint(70000, 79999)} {chance.choice(_TOWNS)}"
    return chance.choice((street, f"{street}, {town}", town))


def _name(chance: random.Random) -> str:
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    return chance.choice(
        (
            f"Frau {family}",
            f"Herr {family}",
            f"Herrn {family}",
            f"Familie {family}",
            f"{given} {family}",
            given,
            f"Dr. {family}",
            f"Frau {given} {family}",
            f"{given[0]}. {family}",
        )
    )


_MAKERS = {
    MarkKind.IBAN: _iban,
    MarkKind.TAX_ID: _tax_id,
    MarkKind.PENSION_NUMBER: _pension,
    MarkKind.FILE_NUMBER: _file_number,
    MarkKind.EMAIL: _email,
    MarkKind.PHONE: _phone,
    MarkKind.DATE: _date,
    MarkKind.AMOUNT: _amount,
    MarkKind.ADDRESS: _address,
    MarkKind.NAME: _name,
}
