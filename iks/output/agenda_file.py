"""The agenda of the branch heads' round as a file to print, to mail and to hand out."""

from iks.domain.month import Month
from iks.domain.values import Area
from iks.output.pdf import to_pdf
from iks.output.report_document import report_html
from iks.output.report_words import agenda_title
from iks.services.keep_report_files import ReportFormat
from iks.services.read_agenda import AgendaPaper


def make_agenda(paper: AgendaPaper, form: ReportFormat, organisation: str) -> bytes:
    """Return an agenda as a file.

    Raises
    ------
    PdfNotPossible
        When a PDF is wanted and Pango is missing.
    """
    html = report_html(
        "reports/agenda_document.html",
        title=agenda_title(paper.area, paper.month),
        organisation=organisation,
        made_on=paper.as_of,
        r=paper,
    )
    return html.encode() if form is ReportFormat.HTML else to_pdf(html)


def agenda_name(area: Area, month: Month, form: ReportFormat) -> str:
    """Return the name under which an agenda is taken along.

    >>> agenda_name(Area.INTEGRATION, Month(2026, 12), ReportFormat.PDF)
    'tagesordnung-integration-2026-12.pdf'
    """
    words = {Area.BENEFITS: "leistung", Area.INTEGRATION: "integration"}
    return f"tagesordnung-{words[area]}-{month}.{form}"
