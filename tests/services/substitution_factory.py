"""Files that cannot be checked, in a house whose month is drawn."""

from iks.domain.draw_proof import Recomputation
from iks.domain.values import Area, ExclusionReason
from iks.services import prove_draw
from iks.services.declare_conflict import Declared, declare_conflict
from iks.services.settle_missing import Settled, settle_missing
from iks.services.substitute_file import Substitution, substitute_file
from iks.store.draws import SampleFile, current_draw, sample_of
from iks.store.missing import watch_list
from iks.store.months import BranchMonth, get_branch_month
from tests.house_under_test import MONTH, HouseUnderTest

COURT = ExclusionReason.AT_COURT
MISSING = ExclusionReason.MISSING
CONFLICT = ExclusionReason.CONFLICT_OF_INTEREST


def replace(
    house: HouseUnderTest,
    sheet_id: str,
    reason: ExclusionReason = COURT,
    receiver: str | None = None,
    *,
    username: str = "z06",
    version: int | None = None,
) -> Substitution:
    """Report a file as one that cannot be checked."""
    runtime = house.runtime
    with runtime.transaction() as session:
        return substitute_file(
            session,
            house.clock,
            house.actor(username),
            runtime.vault,
            sheet_id,
            reason,
            receiver,
            version=version,
        )


def declare(house: HouseUnderTest, sheet_id: str, username: str = "z06") -> Declared:
    """Declare a conflict of interest."""
    with house.runtime.transaction() as session:
        return declare_conflict(session, house.clock, house.actor(username), house.runtime.vault, sheet_id)


def settle(house: HouseUnderTest, outcome: str, username: str = "z06") -> Settled:
    """Settle the file that has been missing for the longest time."""
    with house.runtime.transaction() as session:
        waiting = watch_list(session, Area)[0].sample_file_id
        return settle_missing(session, house.clock, house.actor(username), waiting, outcome)


def stored(house: HouseUnderTest, area: Area = Area.BENEFITS, branch: str = "Z06") -> list[SampleFile]:
    """Return the drawn files of a branch, substitutes included."""
    with house.runtime.transaction(writes=False) as session:
        draw = current_draw(session, area.value, MONTH)
        assert draw is not None
        return sample_of(session, draw, branch)


def place(house: HouseUnderTest, area: Area = Area.BENEFITS, branch: str = "Z06") -> BranchMonth:
    """Return the branch's place in the month."""
    with house.runtime.transaction(writes=False) as session:
        found = get_branch_month(session, area, MONTH, branch)
        assert found is not None
        return found


def recompute(house: HouseUnderTest, area: Area = Area.BENEFITS) -> Recomputation:
    """Let the revision recompute the draw."""
    runtime, actor = house.runtime, house.actor("revision")
    with runtime.transaction() as session:
        draw_id = prove_draw.draw_of_month(session, actor, area, MONTH)
        return prove_draw.recompute(session, house.clock, actor, runtime.vault, draw_id).result
