"""The long run of the draws: how often files came up, against equal chance; for the revision only.

Computed from the register of draws and the locked lists alone; no sheet and no answer is read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, FrameStatus, MonthState
from iks.errors import NotThere
from iks.store.draw_history import different_files, draws_between, eligible_of, first_drawn
from iks.store.draws import Draw, last_drawn_month
from iks.store.months import months_of
from iks.store.organisation import Branch
from sampling.inclusion import RepetitionTest, Round, TimesDrawn, repetitions, times_drawn

SPANS = (12, 24)
_DRAWN = (MonthState.DRAWN, MonthState.CLOSED, MonthState.REPORTED)
# A branch and stratum in one draw.
_Place = tuple[str, str, str]


@dataclass(frozen=True)
class BranchLine:
    """One branch: files as drawn, how many of them for another time, and what equal chance gives."""

    code: str
    name: str
    test: RepetitionTest


@dataclass(frozen=True)
class DrawStatistics:
    """The draws of one area over a span of months."""

    area: Area
    first: Month
    last: Month
    # Months of the span with a draw in the program, and those that were checked without one.
    drawn: tuple[Month, ...]
    without_draw: tuple[Month, ...]
    # Months whose lists were erased at the end of their time.
    erased: tuple[Month, ...]
    # Different files in the lists of the span.
    files: int
    times: tuple[TimesDrawn, ...]
    house: RepetitionTest
    branches: tuple[BranchLine, ...]

    @property
    def judged(self) -> int:
        """Branches about which something can be said."""
        return sum(line.test.p_value is not None for line in self.branches)

    @property
    def standing_out(self) -> tuple[BranchLine, ...]:
        """Branches with more or fewer repetitions than chance gives in 99 of 100 cases."""
        return tuple(line for line in self.branches if line.test.stands_out)


def draw_statistics(session: Session, actor: Actor, span: int) -> tuple[DrawStatistics, ...]:
    """Return the long run of both areas; an area without a draw is left out.

    Raises
    ------
    NotThere
        When the span is none of those offered.
    """
    actor.require(Permission.PROVE_DRAW)
    if span not in SPANS:
        raise NotThere
    found = (_of_area(session, area, span) for area in actor.areas(Permission.PROVE_DRAW))
    return tuple(one for one in found if one)


def _of_area(session: Session, area: Area, span: int) -> DrawStatistics | None:
    last = last_drawn_month(session, area.value)
    if last is None:
        return None
    first = last.shift(1 - span)
    draws = draws_between(session, area, first, last)
    kept = [draw for draw in draws if draw.secret.sealed is not None]
    rounds = _rounds(session, kept)
    every = [one for of_branch in rounds.values() for one in of_branch]
    files = different_files(session, [draw.frame_id for draw in kept])
    known = {audit.month for audit in months_of(session, area) if audit.state in _DRAWN}
    held = {draw.month for draw in draws}
    return DrawStatistics(
        area=area,
        first=first,
        last=last,
        drawn=tuple(draw.month for draw in kept),
        without_draw=tuple(sorted(month for month in known - held if first <= month <= last)),
        erased=tuple(draw.month for draw in draws if draw.secret.sealed is None),
        files=files,
        times=times_drawn(every, files),
        house=repetitions(every),
        branches=tuple(
            BranchLine(code, branch.name, repetitions(rounds[code]))
            for code, branch in _named(session, rounds)
        ),
    )


def _rounds(session: Session, draws: Sequence[Draw]) -> dict[str, list[Round]]:
    """Return the draws of each branch, one round for each month and stratum, the oldest first."""
    taken: dict[_Place, list[str]] = defaultdict(list)
    for draw_id, branch, stratum, file_ref in first_drawn(session, [draw.id for draw in draws]):
        taken[draw_id, branch, stratum].append(file_ref)
    rounds: dict[str, list[Round]] = defaultdict(list)
    so_far: Counter[str] = Counter()
    for draw in draws:
        before: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for branch, stratum, file_ref in eligible_of(session, draw.frame_id, list(so_far)):
            before[branch, stratum][file_ref] = so_far[file_ref]
        for branch, strata in draw.frame.counts.items():
            for stratum, statuses in strata.items():
                files = taken[draw.id, branch, stratum]
                rounds[branch].append(_round(statuses, before[branch, stratum], files))
                so_far.update(files)
    return dict(rounds)


def _round(statuses: Mapping[str, int], before: Mapping[str, int], taken: list[str]) -> Round:
    again = Counter(before[file_ref] for file_ref in taken if file_ref in before)
    eligible = statuses.get(FrameStatus.ELIGIBLE.value, 0)
    return Round(eligible, len(taken), Counter(before.values()), again)


def _named(session: Session, codes: Iterable[str]) -> list[tuple[str, Branch]]:
    """Return branches by their codes, in the order of the catalogue: districts first."""
    found = [(code, session.get_one(Branch, code)) for code in codes]
    return sorted(found, key=lambda pair: (pair[1].kind, pair[0]))
