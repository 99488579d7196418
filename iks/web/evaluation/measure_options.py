"""What the forms of measures offer, each option with its words."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext

from iks.domain.measure import HOPED_FALLS, Function, MeasureKind
from iks.domain.values import Area
from iks.output.numbers import number
from iks.services import measure_choices
from iks.services.plan_effect import Sight
from iks.web.access import db
from iks.web.evaluation.words import period_name
from iks.web.measure_words import HOPES, KINDS, function_name
from iks.web.page_context import page_language

Option = tuple[str, str]


def points_to_choose(area: Area, today: date) -> list[Option]:
    """Return the points of the grid in force."""
    return [(one.id, f"{one.id} {one.name}") for one in measure_choices.point_names(db(), area, today)]


def branches_to_choose(today: date) -> list[Option]:
    """Return the branches of the house."""
    return [(one.id, one.name) for one in measure_choices.branch_names(db(), today)]


def knowledge_to_choose(area: Area) -> list[Option]:
    """Return the entries of the knowledge system for an area."""
    return [(one.id, one.name) for one in measure_choices.knowledge_names(db(), area)]


def kinds_to_choose() -> list[Option]:
    """Return the kinds of measures."""
    return [(kind.value, gettext(KINDS[kind])) for kind in MeasureKind]


def functions_to_choose(area: Area) -> list[Option]:
    """Return the functions that can be responsible."""
    return [(function.value, function_name(function, area)) for function in Function]


def hopes_to_choose(seen: Iterable[Sight]) -> list[tuple[str, str, dict[str, str]]]:
    """Return the sizes of an effect, each with the quarter after which it could be seen; none at last."""
    sights = list(seen)
    offered = [
        (str(fall), gettext(HOPES[fall]), {"hint": " ".join(_when(sight, fall) for sight in sights)})
        for fall in sorted(HOPED_FALLS, reverse=True)
    ]
    return [*offered, ("0", gettext("Keine Wirkung suchen, nur die Umsetzung prüfen"), {})]


def as_typed(day: date) -> str:
    """Return a day as people type it."""
    return f"{day.day}.{day.month}.{day.year}"


def _when(sight: Sight, fall: int) -> str:
    hope = next(one for one in sight.hopes if one.fall == fall)
    if hope.visible_with is None or not sight.before.answers:
        return str(gettext("%(point)s: voraussichtlich nie zu erkennen.", point=sight.point))
    return str(
        gettext(
            "%(point)s: auf %(rate)s %%, frühestens zu erkennen nach dem Abschluss: %(quarter)s "
            "(nötig: %(answers)s Antworten danach).",
            point=sight.point,
            rate=_rate(sight, fall),
            quarter=period_name(hope.visible_with),
            answers=hope.plan.answers,
        )
    )


def _rate(sight: Sight, fall: int) -> str:
    return number(sight.before.findings / sight.before.answers * (100 - fall), page_language(), 1)
