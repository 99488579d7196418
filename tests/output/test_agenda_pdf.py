"""The agenda of the branch heads' round as PDF: tagged, in order, with room to write, without a figure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.report_measure import ReportEffect, ReportMeasure
from iks.domain.takeaway import TakeawayKind
from iks.domain.values import Area
from iks.output.agenda_file import make_agenda
from iks.services.keep_report_files import ReportFormat
from iks.services.read_agenda import AgendaPaper, PaperItem
from tests.output.pdf_tags import tags

TITLE = "Tagesordnung Leistung, Dezember 2026"
DAY = date(2026, 12, 9)


def measure(title: str, *effects: ReportEffect, overdue: bool = False) -> ReportMeasure:
    return ReportMeasure(
        title,
        ("L06",),
        "training",
        "running",
        "unit_head",
        date(2026, 11, 30),
        overdue=overdue,
        effect=effects,
    )


PAPER = AgendaPaper(
    area=Area.BENEFITS,
    month=Month(2026, 12),
    as_of=DAY,
    items=(
        PaperItem("L06 Angemessenheit & Karenzzeit", TakeawayKind.MAJOR, date(2026, 10, 28), "", None),
        PaperItem("Termine 2027", None, date(2026, 11, 2), "Erster Montag.\nImmer um neun.", DAY),
    ),
    measures=(
        measure("Karenzzeit", overdue=True),
        measure("Umzug", ReportEffect("L06", "fell")),
        measure("Heizung", ReportEffect("L06", "not_distinguishable", against=True)),
        measure("Bad", ReportEffect("L06", "", Period.quarter(2027, 2)), ReportEffect("L07", "")),
    ),
)


@cache
def pdf() -> bytes:
    return make_agenda(PAPER, ReportFormat.PDF, "Jobcenter Musterstadt")


@pytest.fixture
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(pdf())) as opened:
        yield opened


def text_of(paper: AgendaPaper) -> str:
    return " ".join(make_agenda(paper, ReportFormat.HTML, "Jobcenter Musterstadt").decode().split())


def test_it_says_what_it_is_and_in_which_language(document: pikepdf.Pdf) -> None:
    assert str(document.Root.Lang) == "de"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == TITLE
        assert str(metadata["pdfuaid:part"]) == "1"


def test_headings_and_lists_are_tagged_as_what_they_are(document: pikepdf.Pdf) -> None:
    names = [path[-1] for path, _ in tags(document.Root.StructTreeRoot.K)]
    headings = [name for name in names if name in {"H1", "H2", "H3", "H4"}]
    assert headings == ["H1", "H2", "H3", "H3", "H2"]
    assert all(int(b[1]) - int(a[1]) <= 1 for a, b in pairwise(headings))
    assert names.count("L") == 2
    assert names.count("LI") == len(PAPER.items) + len(PAPER.measures)


def test_it_carries_its_fonts_and_leads_to_its_parts(document: pikepdf.Pdf) -> None:
    assert len(document.pages) == 1
    for font in document.pages[0].Resources.Font.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert any(name in descriptor for name in ("/FontFile2", "/FontFile3"))
    assert str(document.Root.Outlines.First.Title) == TITLE


def test_what_is_open_has_room_to_write_and_what_is_agreed_is_said() -> None:
    html = text_of(PAPER)
    assert "Ein Thema steht an." in html
    assert html.count("iks-agenda__blank") == html.count('<p class="iks-agenda__blank">') + 1 == 2
    assert "L06 Angemessenheit &amp; Karenzzeit" in html
    assert "Schwer wiegend · seit 28. Oktober 2026" in html
    assert "Vereinbart am 9. Dezember 2026:" in html
    empty = text_of(replace(PAPER, items=(), measures=()))
    assert "Zurzeit steht nichts an." in empty
    assert "<h2" not in empty


def test_measures_stand_there_in_words_with_what_is_overdue_and_what_helped() -> None:
    html = text_of(PAPER)
    assert 'läuft, <b class="iks-late">überfällig</b>.' in html
    assert "Wirkung: Weniger Beanstandungen als davor." in html
    assert "Wirkung: Von den anderen Zweigstellen nicht zu unterscheiden." in html
    assert "Wirkung bei L06: noch keine Aussage, frühestens nach dem Abschluss: 2. Quartal 2027." in html
    assert "Wirkung bei L07: wird voraussichtlich nicht sichtbar, geprüft wird die Umsetzung." in html
    assert html.count("Ob eine Veränderung an der Maßnahme liegt, zeigen die Zahlen nicht.") == 1
