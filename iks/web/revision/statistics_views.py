"""The draws in the long run, and the recomputation of a whole year."""

from dataclasses import dataclass

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.draw_proof import DrawVerdict
from iks.domain.roles import Permission
from iks.errors import NotThere, Refused
from iks.services import prove_draw, show_draws
from iks.services.draw_statistics import SPANS, draw_statistics
from iks.services.show_draws import DrawLine
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("revision_statistics", __name__, url_prefix="/revision/draw-statistics")


@dataclass(frozen=True)
class Result:
    """What one recomputation of a year's draws showed."""

    line: DrawLine
    verdict: DrawVerdict | None
    # Why it could not be recomputed; empty when it was.
    refusal: str


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "revision.desk"


@blueprint.get("")
@guarded(Permission.PROVE_DRAW)
def page() -> ResponseReturnValue:
    """Show how often files came up, against equal chance."""
    return _page()


@blueprint.post("/recompute")
# Each draw has a transaction of its own, so that nobody waits for a whole year to be recomputed.
@guarded(Permission.PROVE_DRAW, writes=False)
def recompute() -> ResponseReturnValue:
    """Recompute every draw of a year and list what it showed."""
    year = _number("year", 0)
    lines = [line for line in show_draws.draws_view(db(), actor()) if line.month.year == year]
    return _page(year, [_recomputed(line) for line in lines])


def _recomputed(line: DrawLine) -> Result:
    house, person = runtime(), actor()
    try:
        with house.transaction() as session:
            done = prove_draw.recompute(session, house.clock, person, house.vault, line.id)
    except Refused as refused:
        return Result(line, None, gettext(refused.happened, **refused.params))
    return Result(line, done.result.verdict, "")


def _page(year: int | None = None, results: list[Result] | None = None) -> str:
    span = _number("months", SPANS[0])
    years = sorted({line.month.year for line in show_draws.draws_view(db(), actor())}, reverse=True)
    return render_template(
        "revision/draw_statistics.html",
        statistics=draw_statistics(db(), actor(), span),
        span=span,
        spans=[(months, gettext("%(months)s Monate", months=months)) for months in SPANS],
        years=[(one, str(one)) for one in years],
        year=year or (years[0] if years else None),
        results=results,
    )


def _number(name: str, default: int) -> int:
    typed = request.values.get(name)
    if typed is None:
        return default
    if not typed.isascii() or not typed.isdigit() or len(typed) > len("9999"):
        raise NotThere
    return int(typed)
