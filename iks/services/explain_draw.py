"""Tell a branch head of her last draws: when, from how many files, and whether they were recomputed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.draw_proof import DrawVerdict
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.services.show_sample import files_of
from iks.store.draws import current_draw, last_drawn_month
from iks.store.frames import Frame
from iks.store.organisation import Branch


@dataclass(frozen=True)
class LastDraw:
    """The newest draw of one branch and area; nothing of seed, list or other branches."""

    area: Area
    month: Month
    branch: str
    branch_name: str
    drawn_at: datetime
    files: int
    verdict: DrawVerdict | None
    verified_at: datetime | None


def last_draws(session: Session, actor: Actor) -> tuple[LastDraw, ...]:
    """Return the newest draw of every branch and area that the person checks."""
    actor.require(Permission.EXPLAIN_DRAW)
    found = (
        _last(session, area, branch)
        for area in Area
        for branch in actor.branches(area)
        if actor.may(Permission.CHECK_FILES, area, branch)
    )
    return tuple(one for one in found if one)


def _last(session: Session, area: Area, branch: str) -> LastDraw | None:
    month = last_drawn_month(session, area.value)
    draw = current_draw(session, area.value, month) if month else None
    named = session.get(Branch, branch)
    if draw is None or named is None:
        return None
    return LastDraw(
        area=area,
        month=draw.month,
        branch=branch,
        branch_name=named.name,
        drawn_at=draw.drawn_at,
        files=files_of(session.get_one(Frame, draw.frame_id), branch),
        verdict=DrawVerdict(draw.verdict) if draw.verdict else None,
        verified_at=draw.verified_at,
    )
