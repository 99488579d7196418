"""Show the revision which files could not be checked, which sheets are void, and which files are missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from iks.domain.clock import local_date
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, ExclusionReason
from iks.services.settle_missing import MissingView, missing_view
from iks.services.show_draws import USUAL_SUBSTITUTES
from iks.store.accounts import Account
from iks.store.casework import FileCheck
from iks.store.draws import SampleFile
from iks.store.missing import settled_files, watch_list
from iks.store.organisation import Branch
from iks.store.substitutions import excluded_files, followers_of, left_to_others, void_sheets


@dataclass(frozen=True)
class SubstitutionLine:
    """One file that could not be checked, by its place in the draw; its number stands with the draw."""

    reason: ExclusionReason
    # Where a transferred file went.
    receiving_branch: str
    stratum: str
    rank: int
    # Place of the file that moved up; nothing when the branch was used up.
    next_stratum: str
    next_rank: int | None
    person: str
    day: date | None


@dataclass(frozen=True)
class BranchSubstitutions:
    """What happened in one branch and month of one draw."""

    area: Area
    month: Month
    # The draw id: area code, or area code "/" code.
    draw_code: str
    branch: str
    branch_name: str
    lines: tuple[SubstitutionLine, ...]
    # Files whose conflict of interest was solved inside the branch.
    left_to_others: int

    @property
    def many(self) -> bool:
        """Whether more files dropped out than usual."""
        return len(self.lines) > USUAL_SUBSTITUTES

    @property
    def by_reason(self) -> Mapping[ExclusionReason, int]:
        """Files by reason, in the order of the closed list."""
        counts = Counter(line.reason for line in self.lines)
        return {reason: counts[reason] for reason in ExclusionReason if counts[reason]}


@dataclass(frozen=True)
class VoidSheet:
    """A sheet that counts no more, because the wrong file was checked or the right one is not to be."""

    area: Area
    month: Month
    branch: str
    branch_name: str
    reason: str
    # Empty for sheets of a version that did not note it.
    person: str
    day: date | None


@dataclass(frozen=True)
class SubstitutionsView:
    """Everything about files that were not checked as drawn, the newest month first."""

    branches: tuple[BranchSubstitutions, ...]
    void_sheets: tuple[VoidSheet, ...]
    missing: tuple[MissingView, ...]
    settled: tuple[MissingView, ...]

    @property
    def many(self) -> tuple[BranchSubstitutions, ...]:
        """Branches and months with more than two substitutions."""
        return tuple(one for one in self.branches if one.many)


def substitutions_view(session: Session, actor: Actor) -> SubstitutionsView:
    """Return substitutions by branch and month, void sheets and missing files, with days and no hours."""
    actor.require(Permission.SEE_SUBSTITUTIONS)
    areas = actor.areas(Permission.SEE_SUBSTITUTIONS)
    return SubstitutionsView(
        branches=tuple(_branches(session, areas)),
        void_sheets=tuple(_void_sheet(session, row) for row in void_sheets(session, areas)),
        missing=tuple(missing_view(session, one) for one in watch_list(session, areas)),
        settled=tuple(missing_view(session, one) for one in settled_files(session, areas)),
    )


def _branches(session: Session, areas: Iterable[Area]) -> Iterator[BranchSubstitutions]:
    excluded = excluded_files(session, areas)
    followers, left = followers_of(session, excluded), left_to_others(session, areas)
    for key, files in groupby(sorted([*excluded, *left], key=_newest_first), key=_newest_first):
        found = list(files)
        draw, branch = found[0].draw, key[-1]
        yield BranchSubstitutions(
            draw.area,
            draw.month,
            draw.draw_code,
            branch,
            _branch_name(session, branch),
            tuple(
                _line(session, file, file.exclusion_reason, followers.get(file.id))
                for file in found
                if file.exclusion_reason
            ),
            sum(file.exclusion_reason is None for file in found),
        )


def _newest_first(file: SampleFile) -> tuple[int, int, str, str]:
    month = file.draw.month
    return -month.year, -month.number, file.draw.draw_code, file.branch_code


def _line(
    session: Session, file: SampleFile, reason: ExclusionReason, follower: SampleFile | None
) -> SubstitutionLine:
    return SubstitutionLine(
        reason,
        _branch_name(session, file.receiving_branch) if file.receiving_branch else "",
        file.stratum,
        file.rank,
        follower.stratum if follower else "",
        follower.rank if follower else None,
        _person(session, file.excluded_by),
        local_date(file.excluded_at) if file.excluded_at else None,
    )


def _void_sheet(session: Session, row: FileCheck) -> VoidSheet:
    return VoidSheet(
        row.area,
        row.month,
        row.branch_code,
        _branch_name(session, row.branch_code),
        row.void_reason or "",
        _person(session, row.voided_by),
        local_date(row.voided_at) if row.voided_at else None,
    )


def _person(session: Session, account_id: str | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account else ""


def _branch_name(session: Session, code: str) -> str:
    return session.get_one(Branch, code).name
