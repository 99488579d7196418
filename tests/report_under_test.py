"""A report as the mock-up of the first page shows it: one branch missing, one point that stands out."""

from datetime import date

from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.report import (
    Completeness,
    MonthlyReport,
    ReportAmount,
    ReportCount,
    ReportDevelopment,
    ReportEstimate,
    ReportFoot,
    ReportPoint,
    ReportRate,
    ReportVoidDraw,
    file_bounds,
    tenths,
)
from iks.domain.report_measure import ReportEffect, ReportMeasure
from iks.domain.values import Area
from sampling.rates import binomial_interval, binomial_upper

MONTH = Month(2026, 12)
POINTS = (
    ("L01", "Antrag und Zuständigkeit", 4, 130, 3, 0.031),
    ("L06", "Angemessenheit, Karenzzeit, Kostensenkung, Umzug", 17, 116, 41, 0.158),
    ("L07", "Heizung, Abrechnungen und Guthaben", 11, 108, 34, 0.115),
    ("L09", "Sonstiges Einkommen und Sozialleistungen", 14, 127, 33, 0.117),
    ("L12", "Vorrangige Leistungen, Unterhalt, Erstattung", 15, 127, 38, 0.129),
    ("L16", "Anhörung, Begründung und Bescheidqualität", 18, 128, 30, 0.192),
    ("L17", "Kranken-, Pflege- und Rentenversicherung", 11, 129, 29, 0.093),
    ("L18", "Zahlung und Aktenführung", 0, 130, 1, 0.012),
)


def rate(findings: int, n: int) -> ReportRate:
    """Return a rate with its exact limits."""
    lower, upper = (float(limit) for limit in binomial_interval(findings, n, 0.95))
    most = float(binomial_upper(findings, n, 0.95))
    return ReportRate(findings, n, tenths(findings / n), tenths(lower), tenths(upper), tenths(most))


def example_report(area: Area = Area.BENEFITS) -> MonthlyReport:
    """Return a report that has something to say in every part."""
    points = tuple(
        ReportPoint(
            code,
            title,
            Period.of(MONTH),
            rate(findings, n),
            estimate=ReportEstimate(*(tenths(findings / n + by) or 0 for by in (0.004, -0.05, 0.071))),
            best=tenths(findings / (n + 12)),
            worst=tenths((findings + 12) / (n + 12)),
            major=major,
            before=tenths(before),
            change="up" if code == "L06" else "",
            months=58 if code == "L06" else 0,
        )
        for code, title, findings, n, major, before in POINTS
    )
    hidden = ReportPoint("L13", "Einmalige Leistungen und Darlehen", Period.quarter(2026, 4), None)
    return MonthlyReport(
        area=area,
        month=MONTH,
        closed_on=date(2026, 12, 28),
        close_reason="Eine Zweigstelle ist nicht erreichbar.",
        checklist_version="2026.12",
        completeness=Completeness(140, 130, 14, 13, 21150, ("Vaihingen",), (ReportCount("at_court", 2),)),
        files=rate(91, 130),
        estimate=ReportEstimate(701, 607, 784),
        bounds=file_bounds(91, 130, 12),
        has_strata=False,
        points=(*points, hidden),
        quarters=tuple(Period.quarter(2026, number) for number in (4, 3, 2, 1)),
        compared=18,
        amounts=(ReportAmount("overpayment", "federal", 12400), ReportAmount("underpayment", "", None)),
        developments=(
            ReportDevelopment(
                "objection.housing",
                MONTH.shift(-1),
                "objection",
                "Kosten der Unterkunft und Heizung",
                86,
                604,
                "up",
                ("L05", "L06", "L07"),
                misapplied=8,
                closed=71,
                months=40,
                checks=rate(37, 350),
            ),
        ),
        developments_known=True,
        paragraph="Das Bundessozialgericht hat zur Karenzzeit entschieden (B 4 AS 12/25 R).",
        measures=(
            ReportMeasure(
                "Karenzzeit seit Juli 2026",
                ("L06",),
                "knowledge_entry",
                "running",
                "unit_head",
                date(2027, 1, 31),
                overdue=False,
                effect=(ReportEffect("L06", "", Period.quarter(2027, 3)),),
            ),
        ),
        void_draws=(ReportVoidDraw(1, date(2026, 12, 2), "In der Liste fehlte eine Zweigstelle."),),
        overlooked=rate(12, 60),
        foot=ReportFoot(
            "4be1c07f29a6d35e" * 4, "91f2d6b83c07ae45" * 4, Month(2027, 1), 48213, "e07b35d18ac2f946" * 4
        ),
    )
