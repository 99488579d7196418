"""PDF files for everybody: tagged, with fonts in them, bookmarks, title and language.

The program that makes them needs Pango, a library of the operating system. Where it is missing,
every page works, and whoever wants a PDF is told what to install.
"""

from typing import Any

from iks.errors import N_, UserError
from iks.output.fonts import font_style

VARIANT = "pdf/ua-1"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PdfNotPossible(UserError):
    """Shown to the person: this machine lacks a library, and which package brings it."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_("Auf diesem Rechner kann keine PDF-Datei entstehen: Pango fehlt."),
            kept=N_("Als Seite ist alles vollständig zu lesen."),
            todo=N_("Bitte installieren Sie als Systemverwaltung: apt-get install %(packages)s"),
            packages=PACKAGES,
        )


def can_make_pdf() -> bool:
    """Return whether this machine can make PDF files."""
    try:
        _weasyprint()
    except PdfNotPossible:
        return False
    return True


def to_pdf(html: str) -> bytes:
    """Return a document as a tagged PDF with the house's fonts in it.

    Raises
    ------
    PdfNotPossible
        When Pango is missing.
    """
    weasyprint = _weasyprint()
    # What the document needs it carries itself; nothing is ever fetched from anywhere.
    inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(string=font_style(), font_config=fonts, url_fetcher=inside)
    document = weasyprint.HTML(string=html, url_fetcher=inside)
    made: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)
    return made


def _weasyprint() -> Any:  # noqa: ANN401 - the package ships no types.
    try:
        import weasyprint  # noqa: PLC0415 - takes a second to load and needs Pango.
    except (ImportError, OSError):
        raise PdfNotPossible from None
    return weasyprint
