"""A report as PDF: one page that says it all, tags for whoever cannot see it, fonts inside."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from iks.domain.values import Area
from iks.output.pdf import PACKAGES, to_pdf
from iks.output.report_document import report_html
from iks.output.report_words import heaviest_charts
from tests.output.pdf_tags import tags
from tests.report_under_test import example_report

TITLE = "Monatsbericht Leistung, Dezember 2026"


@cache
def html() -> str:
    report = example_report(Area.BENEFITS)
    return report_html(
        "reports/monthly_document.html",
        title=TITLE,
        organisation="Jobcenter Musterstadt",
        made_on=report.closed_on,
        r=report,
        charts=heaviest_charts(report),
    )


@cache
def pdf() -> bytes:
    return to_pdf(html())


@pytest.fixture
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(pdf())) as opened:
        yield opened


def words_of_page(document: pikepdf.Pdf, number: int) -> str:
    fonts = document.pages[number].Resources.Font
    return " ".join(str(font.BaseFont) for font in fonts.values())


def test_the_first_page_holds_the_report_and_the_annex_begins_on_the_second(document: pikepdf.Pdf) -> None:
    assert len(document.pages) == 2
    width, height = (float(number) for number in document.pages[0].MediaBox[2:])
    assert (round(width), round(height)) == (595, 842)
    second = document.Root.Outlines.First
    titles = []
    while second is not None:
        titles.append(str(second.Title))
        first = second.get("/First")
        while first is not None:
            titles.append((str(first.Title), document.pages.index(pikepdf.Page(first.Dest[0]))))
            first = first.get("/Next")
        second = second.get("/Next")
    assert titles[0] == TITLE
    pages = dict(entry for entry in titles if isinstance(entry, tuple))
    assert pages["Was diese Zahlen nicht sagen"] == 0
    assert pages["Alle Prüfpunkte"] == 1


def test_it_says_what_it_is_and_in_which_language(document: pikepdf.Pdf) -> None:
    assert str(document.Root.Lang) == "de"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == TITLE
        assert str(metadata["pdfuaid:part"]) == "1"


def test_headings_tables_and_lists_are_tagged_as_what_they_are(document: pikepdf.Pdf) -> None:
    found = list(tags(document.Root.StructTreeRoot.K))
    names = [path[-1] for path, _ in found]
    assert names.count("H1") == 1
    headings = [name for name in names if name in {"H1", "H2", "H3", "H4"}]
    assert headings[0] == "H1"
    assert all(int(b[1]) - int(a[1]) <= 1 for a, b in pairwise(headings))
    assert names.count("Table") == 3
    cells = [path for path, _ in found if path[-1] in {"TH", "TD"}]
    assert cells
    assert all(path[-2] == "TR" and "Table" in path for path in cells)
    assert names.count("L") >= 3


def test_every_cell_of_a_table_names_its_headers(document: pikepdf.Pdf) -> None:
    cells = [node for path, node in tags(document.Root.StructTreeRoot.K) if path[-1] == "TD"]
    assert len(cells) > 20
    assert [cell for cell in cells if len(cell.A.get("/Headers", [])) < 2] == []


def test_the_drawing_has_words_that_stand_for_it(document: pikepdf.Pdf) -> None:
    figures = [node for path, node in tags(document.Root.StructTreeRoot.K) if path[-1] == "Figure"]
    assert len(figures) == 1
    said = str(figures[0].Alt)
    assert said.startswith("Die sechs Punkte mit den meisten erheblichen Beanstandungen in vier Quartalen")
    assert "L06: 17 von 116 Antworten" in said


def test_all_fonts_are_inside_and_are_those_of_the_house(document: pikepdf.Pdf) -> None:
    fonts = [font for page in document.pages for font in page.Resources.Font.values()]
    assert fonts
    for font in fonts:
        assert "Fira" in str(font.BaseFont)
        descendant = font.DescendantFonts[0]
        assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())


def test_nothing_is_fetched_from_anywhere() -> None:
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)|url\(["']?([^"')]+)""", html())
    assert [one for pair in addresses for one in pair if one and not one.startswith("#")] == []
    leaking = html().replace("</article>", '<img src="http://127.0.0.1:9/x.png" alt="Bild"></article>')
    assert len(to_pdf(leaking)) > 0


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_pdf(html()) == pdf()


def test_without_the_library_the_sentence_names_what_to_install() -> None:
    code = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "from iks.output.pdf import to_pdf, PdfNotPossible\n"
        "try: to_pdf('<p>Bericht</p>')\n"
        "except PdfNotPossible as refused: print(refused)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter with fixed words.
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert f"apt-get install {PACKAGES}" in done.stdout
    assert "Pango fehlt" in done.stdout
