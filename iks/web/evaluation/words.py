"""The names of periods, directions and bearers on the pages of evaluation and management."""

from collections.abc import Mapping

from flask import Blueprint
from flask_babel import gettext

from iks.domain.period import Period
from iks.domain.values import AmountDirection, CostBearer
from iks.errors import N_
from iks.output.numbers import month_name
from iks.services.evaluation_views import Count
from iks.web.page_context import page_language
from iks.web.words import EXCLUSIONS

DIRECTIONS: Mapping[str, str] = {
    AmountDirection.OVERPAYMENT: N_("zu viel gezahlt"),
    AmountDirection.UNDERPAYMENT: N_("zu wenig gezahlt"),
}
BEARERS: Mapping[str, str] = {
    CostBearer.FEDERAL: N_("Bund"),
    CostBearer.MUNICIPAL: N_("Kommune"),
    CostBearer.BOTH: N_("Bund und Kommune"),
    CostBearer.UNKNOWN: N_("Kostenträger nicht feststellbar"),
}


def period_name(period: Period) -> str:
    """Return the name of a month, quarter or year."""
    if period.is_month:
        return month_name(period.first, page_language())
    year, quarter = period.first.quarter
    if period.is_quarter:
        return str(gettext("%(number)s. Quartal %(year)s", number=quarter, year=year))
    return str(gettext("Jahr %(year)s", year=year))


def direction_name(direction: str) -> str:
    """Return which way the money went."""
    return str(gettext(DIRECTIONS[direction]))


def bearer_name(bearer: str) -> str:
    """Return who bears the cost."""
    return str(gettext(BEARERS[bearer]))


def exclusion_name(reason: str) -> str:
    """Return why a drawn file could not be checked."""
    return str(gettext(EXCLUSIONS[reason]))


def label_and_count(entry: Count) -> tuple[str, int]:
    """Return an entry of a closed list as a table of counts takes it."""
    return entry.label, entry.count


def add_words(blueprint: Blueprint) -> None:
    """Let every template use these names."""
    for render in (period_name, direction_name, bearer_name, exclusion_name, label_and_count):
        blueprint.add_app_template_filter(render)
