"""The words of a report that pages and files share, and its points as the drawings take them."""

from collections.abc import Callable, Mapping

from iks.domain.annual_report import QUARTERS, AnnualReport
from iks.domain.measure import MeasureKind, MeasureState
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.report import TENTHS, MonthlyReport, ReportPoint
from iks.domain.report_measure import ReportMeasure, behind_it, first_page, room_for_measures
from iks.domain.values import AmountDirection, Area, CostBearer, ExclusionReason
from iks.errors import N_
from iks.output.chart_bars import RankedPoint, ranked
from iks.output.charts import Drawing, Width
from iks.output.measure_words import TAKEAWAYS, VERDICTS, VERDICTS_AGAINST
from iks.output.numbers import month_name

Translate = Callable[[str], str]
_AREAS: Mapping[str, str] = {Area.BENEFITS: N_("Leistung"), Area.INTEGRATION: N_("Integration")}
_UNITS: Mapping[str, str] = {
    Area.BENEFITS: N_("Grundsatz und Recht"),
    Area.INTEGRATION: N_("Markt und Integration"),
}
_DIRECTIONS: Mapping[str, str] = {
    AmountDirection.OVERPAYMENT: N_("zu viel gezahlt"),
    AmountDirection.UNDERPAYMENT: N_("zu wenig gezahlt"),
}
_BEARERS: Mapping[str, str] = {
    CostBearer.FEDERAL: N_("Bund"),
    CostBearer.MUNICIPAL: N_("Kommune"),
    CostBearer.BOTH: N_("Bund und Kommune"),
    CostBearer.UNKNOWN: N_("Kostenträger nicht feststellbar"),
}
_EXCLUSIONS: Mapping[str, str] = {
    ExclusionReason.AT_COURT: N_("beim Gericht"),
    ExclusionReason.AT_EXTERNAL_AUDIT: N_("bei externer Prüfung"),
    ExclusionReason.MISSING: N_("nicht auffindbar"),
    ExclusionReason.TRANSFERRED: N_("an andere Zweigstelle abgegeben"),
    ExclusionReason.CONFLICT_OF_INTEREST: N_("Befangenheit"),
}
_KINDS: Mapping[str, str] = {
    "objection": N_("Widersprüche"),
    "court_case": N_("Klagen"),
    "interim_relief": N_("Eilverfahren"),
}

_MEASURES: Mapping[str, str] = {
    MeasureKind.KNOWLEDGE_ENTRY: N_("WIS-Eintrag"),
    MeasureKind.TRAINING: N_("Schulung"),
    MeasureKind.BRANCH_HEADS_ROUND: N_("Zweigstellenleiterrunde"),
    MeasureKind.INSTRUCTION: N_("Anweisung"),
    MeasureKind.OTHER: N_("Sonstiges"),
}
_STATES: Mapping[str, str] = {
    MeasureState.DECIDED: N_("beschlossen"),
    MeasureState.RUNNING: N_("läuft"),
    MeasureState.DONE: N_("erledigt"),
    MeasureState.GIVEN_UP: N_("aufgegeben"),
}


def drawn_point(point: ReportPoint) -> RankedPoint:
    """Return a point of a report as charts and rates take it."""
    rate = point.rate
    return RankedPoint(
        id=point.id,
        title=point.title,
        major=point.major,
        findings=rate.findings if rate else None,
        n=rate.n if rate else None,
        rate=as_share(rate.rate) if rate else None,
        lower=as_share(rate.lower) if rate else None,
        upper=as_share(rate.upper) if rate else None,
        at_most=as_share(rate.at_most) if rate else None,
        before=as_share(point.before),
        change=point.change,
    )


def heaviest_charts(report: MonthlyReport | AnnualReport, language: str = "de") -> tuple[Drawing, ...]:
    """Draw the points of the first page, for paper and for a narrow screen."""
    points = [drawn_point(point) for point in report.heaviest]
    quarters = len(report.quarters) if isinstance(report, MonthlyReport) else QUARTERS
    return ranked(points, quarters, widths=(Width.PAPER, Width.NARROW), language=language)


def as_share(tenths: int | None) -> float | None:
    """Return tenths of a per cent as a share of 0..1.

    >>> as_share(154)
    0.154
    """
    return None if tenths is None else tenths / TENTHS


def grouped(digest: str) -> str:
    """Return a digest in groups of eight digits, as people compare it.

    >>> grouped("4be1c07f29a6d35e")
    '4be1c07f 29a6d35e'
    """
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _named(words: Mapping[str, str]) -> Callable[[Translate, str], str]:
    def render(translate: Translate, code: str) -> str:
        return translate(words[code]) if code in words else code

    return render


def measures_on_first_page(report: MonthlyReport) -> tuple[ReportMeasure, ...]:
    """Return the measures that the first page shows."""
    return first_page(report.measures, _room(report))


def measures_behind_it(report: MonthlyReport) -> tuple[ReportMeasure, ...]:
    """Return the measures that the annex shows."""
    return behind_it(report.measures, _room(report))


def _room(report: MonthlyReport) -> int:
    return room_for_measures(len(report.developments), report.paragraph, report.completeness.missing)


# Filters of the templates of reports: each is given the translation of its place and the value.
REPORT_FILTERS: Mapping[str, Callable[..., str]] = {
    "report_area": _named(_AREAS),
    "report_unit": _named(_UNITS),
    "report_direction": _named(_DIRECTIONS),
    "report_bearer": _named(_BEARERS),
    "report_exclusion": _named(_EXCLUSIONS),
    "report_kind": _named(_KINDS),
    "report_measure": _named(_MEASURES),
    "report_state": _named(_STATES),
    "report_takeaway": _named(TAKEAWAYS),
    "report_verdict": _named(VERDICTS),
    "report_verdict_against": _named(VERDICTS_AGAINST),
}
PLAIN_FILTERS: Mapping[str, Callable[..., object]] = {
    "drawn_point": drawn_point,
    "share": as_share,
    "grouped": grouped,
    "measures_on_first_page": measures_on_first_page,
    "measures_behind_it": measures_behind_it,
}


def report_title(area: Area, period: Period) -> str:
    """Return the title of a report as a file.

    >>> report_title(Area.BENEFITS, Period.parse("2026-12"))
    'Monatsbericht Leistung, Dezember 2026'
    """
    if period.is_month:
        return f"Monatsbericht {_AREAS[area]}, {month_name(period.first)}"
    return f"Jahresbericht {_AREAS[area]} {period}"


def annex_title(area: Area, period: Period) -> str:
    """Return the title of the annex of a year as a file.

    >>> annex_title(Area.BENEFITS, Period.parse("2026"))
    'Anhang Zweigstellen zum Jahresbericht Leistung 2026'
    """
    return f"Anhang Zweigstellen zum Jahresbericht {_AREAS[area]} {period}"


def agenda_title(area: Area, month: Month) -> str:
    """Return the title of an agenda as a file.

    >>> agenda_title(Area.INTEGRATION, Month(2026, 12))
    'Tagesordnung Integration, Dezember 2026'
    """
    return f"Tagesordnung {_AREAS[area]}, {month_name(month)}"
