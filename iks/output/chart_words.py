"""What a chart says, as one sentence: the caption is the finding, and it is computed."""

from collections.abc import Sequence

from iks.domain.period import Period
from iks.errors import N_
from iks.output.charts import Said
from iks.output.numbers import number, period_text
from iks.services.estimates import Figure
from iks.services.funnel_views import Funnel
from iks.services.judge_trend import FEWEST_PERIODS, Stretch, Trend

# So many periods are named one by one.
NAMED = 3
UNITS = {
    "de": {"month": ("Monat", "Monate"), "quarter": ("Quartal", "Quartale"), "year": ("Jahr", "Jahre")},
    "en": {"month": ("month", "months"), "quarter": ("quarter", "quarters"), "year": ("year", "years")},
}
TOO_FEW = N_(
    "Mittel und Grenzen stehen hier ab %(needed)s abgeschlossenen Zeiträumen mit Antworten; bisher sind es"
    " %(count)s."
)
USUAL = N_("Alle %(count)s %(units)s liegen im üblichen Schwankungsbereich.")
ABOVE = N_("Seit %(since)s liegen alle %(count)s %(units)s über dem Mittel.")
BELOW = N_("Seit %(since)s liegen alle %(count)s %(units)s unter dem Mittel.")
ABOVE_BASE = N_("Seit %(since)s liegen alle %(count)s %(units)s über dem Mittel davor.")
BELOW_BASE = N_("Seit %(since)s liegen alle %(count)s %(units)s unter dem Mittel davor.")
ABOVE_OUT = N_(
    "Seit %(since)s liegen alle %(count)s %(units)s über dem Mittel davor, %(outside)s über der oberen"
    " Grenze."
)
BELOW_OUT = N_(
    "Seit %(since)s liegen alle %(count)s %(units)s unter dem Mittel davor, %(outside)s unter der unteren"
    " Grenze."
)
ONE_OUT = N_("%(names)s liegt außerhalb der Grenzen; sonst ist alles im üblichen Schwankungsbereich.")
SOME_OUT = N_("%(names)s liegen außerhalb der Grenzen; sonst ist alles im üblichen Schwankungsbereich.")
MANY_OUT = N_("%(outside)s von %(count)s %(units)s liegen außerhalb der Grenzen.")
LONG_RUN = N_(
    "Kein Zeitraum liegt außerhalb der Grenzen, aber die Reihe bleibt länger auf einer Seite des Mittels, als"
    " es ohne Anlass üblich ist."
)
FUNNEL_NONE = N_("Keine Zweigstelle liegt außerhalb der Grenzen von 95 %%.")
FUNNEL_USUAL = N_(
    "%(outside)s von %(shown)s Zweigstellen und Gruppen liegen außerhalb der Grenzen von 95 %%; ohne Anlass"
    " wären es im Mittel %(expected)s."
)
FUNNEL_FAR = N_(
    "%(outside)s von %(shown)s Zweigstellen und Gruppen liegen außerhalb der Grenzen von 95 %%, %(far)s"
    " außerhalb von 99,8 %%; ohne Anlass wären es im Mittel %(expected)s und %(expected_far)s."
)
FILES = N_("%(findings)s von %(n)s geprüften Akten haben drei oder mehr Beanstandungen.")
ONE_FILE = N_("Eine von %(n)s geprüften Akten hat drei oder mehr Beanstandungen.")
NO_FILES = N_("Keine der %(n)s geprüften Akten hat drei oder mehr Beanstandungen.")
FUNNEL_HIDDEN = N_("Für dieses Jahr sind die Zahlen je Zweigstelle überall zu klein, um gezeigt zu werden.")


def trend_finding(trend: Trend, language: str = "de") -> Said:
    """Return what a series says: what lies outside, else how long one side lasts, else that all is usual.

    Parameters
    ----------
    trend : Trend
        A judged series with at least one period.
    """
    newest = trend.newest
    if newest.centre is None:
        answered = sum(trend.periods[n].figure.n > 0 for n in newest.places)
        return Said(TOO_FEW, {"needed": FEWEST_PERIODS, "count": answered})
    outside = [trend.periods[n].period for n in newest.places if trend.periods[n].outside]
    run = _run(trend, newest, language, covers_only=bool(outside))
    if run is not None:
        return run
    units = {"count": len(newest.places), "units": units_text(trend.periods[0].period, language)}
    if len(outside) > NAMED:
        return Said(MANY_OUT, units | {"outside": len(outside)})
    if outside:
        names = _listed([period_text(period, language) for period in outside], language)
        return Said(ONE_OUT if len(outside) == 1 else SOME_OUT, {"names": names})
    return Said(LONG_RUN, {}) if newest.unusual_run else Said(USUAL, units)


def units_text(period: Period, language: str = "de", count: int = 2) -> str:
    """Return what periods of this length are called.

    >>> units_text(Period.quarter(2026, 4)), units_text(Period.year(2026), "en", 1)
    ('Quartale', 'year')
    """
    length = "month" if period.is_month else "quarter" if period.is_quarter else "year"
    return UNITS.get(language, UNITS["de"])[length][count != 1]


def _run(trend: Trend, newest: Stretch, language: str, *, covers_only: bool) -> Said | None:
    """Return the sentence about the newest run where it covers all since a known change, or is unusual."""
    since_change = 0 if newest.until is None else _places_after(trend, newest)
    covers = since_change and newest.newest_run >= since_change
    unusual = newest.unusual_run and newest.newest_run >= FEWEST_PERIODS and not covers_only
    if not covers and not unusual:
        return None
    count = since_change if covers else newest.newest_run
    since = trend.periods[newest.last - count + 1].period
    beyond = [n for n in newest.places[-count:] if trend.periods[n].outside == newest.side]
    values = {
        "since": period_text(since, language),
        "count": count,
        "units": units_text(since, language),
        "outside": len(beyond),
    }
    up = newest.side == "up"
    if covers and beyond:
        return Said(ABOVE_OUT if up else BELOW_OUT, values)
    if covers and count > 1 and newest.unusual_run:
        return Said(ABOVE_BASE if up else BELOW_BASE, values)
    return None if covers else Said(ABOVE if up else BELOW, values)


def _places_after(trend: Trend, newest: Stretch) -> int:
    return sum(1 for n in newest.places if newest.until and trend.periods[n].period > newest.until)


def _listed(names: Sequence[str], language: str) -> str:
    last = " und " if language == "de" else " and "
    return last.join(filter(None, [", ".join(names[:-1]), names[-1]]))


def funnel_finding(funnel: Funnel, language: str = "de") -> Said:
    """Return how many branches lie outside the limits, and how many would without any cause."""
    if not funnel.shown:
        return Said(FUNNEL_HIDDEN, {})
    if not funnel.outside:
        return Said(FUNNEL_NONE, {})
    values = {
        "outside": funnel.outside,
        "shown": funnel.shown,
        "far": funnel.far,
        "expected": number(funnel.expected_outside, language, 1),
        "expected_far": number(funnel.expected_far, language, 1),
    }
    return Said(FUNNEL_FAR if funnel.far else FUNNEL_USUAL, values)


def files_finding(files: Sequence[Figure], language: str = "de") -> Said:
    """Return how many files have three findings or more; the last of the figures counts them."""
    many = files[-1]
    values = {"findings": number(many.findings, language), "n": number(many.n, language)}
    return Said((ONE_FILE if many.findings == 1 else FILES) if many.findings else NO_FILES, values)
