"""Read the guidance that holds now: the version's own, or as it was corrected."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from checklists.draft import Values, points_of
from iks.domain.grid_draft import GuidanceState
from iks.domain.guidance import Correction, guidance_now
from iks.domain.values import Area
from iks.store.grid_drafts import corrections_of


def corrections_in_force(session: Session, area: Area, *points: str) -> tuple[Correction, ...]:
    """Return the corrections of an area, or of some points, in the order in which they came into force."""
    return tuple(
        Correction(one.check_point, one.regime, one.old_text, one.new_text, one.in_force_since)
        for one in corrections_of(session, area, *points)
        if one.state is GuidanceState.IN_FORCE and one.in_force_since is not None
    )


def with_corrections(values: Values, corrections: Iterable[Correction]) -> Values:
    """Return a draft whose guidance is the one that holds now, so that no correction is lost by a copy."""
    known = tuple(corrections)
    points = []
    for point in points_of(values):
        name, by_regime = str(point["id"]), point.get("guidance_by_regime")
        changed: Values = {**point, "guidance": guidance_now(str(point["guidance"]), name, "", known).text}
        if isinstance(by_regime, dict):
            changed["guidance_by_regime"] = {
                regime: guidance_now(str(text), name, regime, known).text
                for regime, text in by_regime.items()
            }
        points.append(changed)
    return {**values, "check_points": points}
