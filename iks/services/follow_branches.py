"""Follow branches over time: which one carries on for which, and what to say about one that is not there."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from iks.domain.absent_branch import AbsentBranch
from iks.domain.branch_sets import Merger
from iks.domain.month import Month
from iks.store.organisation import Branch, all_branches


def absent_branches(session: Session, month: Month) -> tuple[AbsentBranch, ...]:
    """Return the branches that do not exist in a month, with their last or first month and successor."""
    known = {branch.code: branch for branch in all_branches(session)}
    return tuple(
        AbsentBranch(branch.code, branch.name, begins=_read(branch.valid_from))
        if branch.valid_from > month
        else AbsentBranch(
            branch.code,
            branch.name,
            ended=_read(branch.valid_to),
            successor=_label(_successor(branch, known, month)),
        )
        for branch in known.values()
        if not _exists(branch, month)
    )


def predecessors(session: Session, month: Month) -> Mapping[str, tuple[Branch, ...]]:
    """Return by the code of each branch of a month those that ended and for which it carries on."""
    known = {branch.code: branch for branch in all_branches(session)}
    found: dict[str, tuple[Branch, ...]] = {}
    for branch in known.values():
        successor = _successor(branch, known, month)
        if branch.valid_to and branch.valid_to < month and successor:
            found[successor.code] = (*found.get(successor.code, ()), branch)
    return found


def mergers(session: Session) -> dict[str, Merger]:
    """Return by its code each branch that ended and for which another one carries on."""
    return {
        branch.code: Merger(branch.valid_to, branch.successor_code)
        for branch in all_branches(session)
        if branch.valid_to and branch.successor_code
    }


def _successor(branch: Branch, known: Mapping[str, Branch], month: Month) -> Branch | None:
    """Return the branch that exists in a month and carries on, over several mergers if need be."""
    seen = {branch.code}
    following = known.get(branch.successor_code or "")
    while following and not _exists(following, month) and following.code not in seen:
        seen.add(following.code)
        following = known.get(following.successor_code or "")
    return following if following and _exists(following, month) else None


def _exists(branch: Branch, month: Month) -> bool:
    return branch.valid_from <= month and (branch.valid_to is None or month <= branch.valid_to)


def _label(branch: Branch | None) -> str:
    return f"{branch.code} {branch.name}" if branch else ""


def _read(month: Month | None) -> str:
    return f"{month.number:02}/{month.year}" if month else ""
