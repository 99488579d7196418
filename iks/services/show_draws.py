"""Show the draws of the house to the revision: all of them, and one with seed, counts and sample."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_proof import DrawVerdict
from iks.domain.journal import DrawOpened
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, ExclusionReason
from iks.errors import Refused
from iks.services.prove_draw import find_draw, open_secret
from iks.services.sample_size import whole_branches
from iks.services.seed_vault import SeedVault
from iks.services.trace_draw import trace_of
from iks.store import journal
from iks.store.draws import Draw, SampleFile, draws_of
from iks.store.focus import RECHECK
from iks.store.organisation import branches_in
from iks.store.recheck import RecheckFile, drawn_counts, drawn_files
from sampling import Allocation

# More substitutes than these in a branch and month are shown to the revision.
USUAL_SUBSTITUTES = 2


@dataclass(frozen=True)
class DrawLine:
    """One draw as the desk lists it; no seed, no file."""

    id: str
    area: Area
    month: Month
    # The draw id: area code, or area code "/" code.
    draw_code: str
    attempt: int
    drawn_at: datetime
    late: bool
    voided: bool
    files: int
    verdict: DrawVerdict | None
    verified_at: datetime | None
    bundle_digest: str | None
    # Frame rows and secret were destroyed at the end of their time.
    erased: bool
    # Branches with more than two substitutes.
    many_substitutes: tuple[str, ...]

    @property
    def unproved(self) -> bool:
        """Whether nobody has recomputed this draw, though it counts and still could be."""
        return self.verdict is None and not self.voided and not self.erased


@dataclass(frozen=True)
class CountLine:
    """How many files of one branch, stratum and status the population list holds."""

    branch: str
    stratum: str
    status: str
    files: int


@dataclass(frozen=True)
class FileLine:
    """One drawn file."""

    stratum: str
    rank: int
    file_ref: str
    ticket: str
    substitute: bool
    left_out: ExclusionReason | None


@dataclass(frozen=True)
class BranchSample:
    """The drawn files of one branch, and the line that computes the first ticket in any terminal."""

    branch: str
    # Every eligible file was taken.
    is_whole: bool
    files: tuple[FileLine, ...]
    shell_line: str


@dataclass(frozen=True)
class DrawView:
    """Everything that is stored of one draw; seed, tickets and files are for the revision only."""

    line: DrawLine
    reference_date: date
    locked_at: datetime | None
    # Files to draw by stratum, in byte order of their codes.
    allocation: Mapping[str, int]
    public_value: str
    public_source: str
    # Number of the secret in its chain.
    chain_position: int
    void_reason: str
    frame_digest: str
    commitment: str
    # Places in the journal.
    committed: int | None
    locked: int | None
    drawn: int | None
    # Empty when it was erased or cannot be opened; the sentence of the refusal stands in ``refusal``.
    seed: str
    refusal: Refused | None
    population: int
    counts: tuple[CountLine, ...]
    sample: tuple[BranchSample, ...]
    # Branches of the list without an eligible file.
    empty_branches: tuple[str, ...]


def draws_view(session: Session, actor: Actor) -> tuple[DrawLine, ...]:
    """Return all draws of both areas, the newest first."""
    actor.require(Permission.PROVE_DRAW)
    lines: list[DrawLine] = []
    for area in actor.areas(Permission.PROVE_DRAW):
        counts = drawn_counts(session, area)
        lines += [_line(draw, counts.get(draw.id, [])) for draw in draws_of(session, area)]
    return tuple(lines)


def draw_line(session: Session, actor: Actor, draw_id: str) -> DrawLine:
    """Return one draw as the desk lists it."""
    draw = find_draw(session, actor, draw_id)
    return _line(draw, drawn_counts(session, draw.area).get(draw.id, []))


def draw_view(
    session: Session, clock: Clock, actor: Actor, vault: SeedVault, draw_id: str, *, is_noted: bool = False
) -> DrawView:
    """Return one draw with seed and sample; that somebody looked is noted unless another act says so."""
    draw = find_draw(session, actor, draw_id)
    seed, refusal = _seed(vault, draw)
    trace, frame = trace_of(session, draw), draw.frame
    counts = tuple(_counts(draw))
    if not is_noted:
        event = DrawOpened(draw.area, str(draw.month), draw.draw_code, draw.attempt)
        journal.record(session, actor, event, clock.now())
    return DrawView(
        line=_line(draw, drawn_counts(session, draw.area).get(draw.id, [])),
        reference_date=frame.reference_date,
        locked_at=frame.locked_at,
        allocation=Allocation(draw.allocation),
        public_value=draw.public_value,
        public_source=draw.public_source,
        chain_position=draw.secret.position,
        void_reason=draw.void_reason or "",
        frame_digest=frame.digest or "",
        commitment=draw.secret.commitment,
        committed=trace.committed,
        locked=trace.locked,
        drawn=trace.drawn,
        seed=seed,
        refusal=refusal,
        population=sum(count.files for count in counts),
        counts=counts,
        sample=tuple(_branches(draw, drawn_files(session, draw), seed)),
        empty_branches=tuple(sorted(_empty(session, draw))),
    )


def _line(draw: Draw, counts: list[tuple[str, int, int]]) -> DrawLine:
    return DrawLine(
        draw.id,
        draw.area,
        draw.month,
        draw.draw_code,
        draw.attempt,
        draw.drawn_at,
        draw.late,
        draw.voided_at is not None,
        sum(files - substitutes for _, files, substitutes in counts),
        DrawVerdict(draw.verdict) if draw.verdict else None,
        draw.verified_at,
        draw.bundle_digest,
        draw.secret.sealed is None,
        tuple(branch for branch, _, substitutes in counts if substitutes > USUAL_SUBSTITUTES),
    )


def _seed(vault: SeedVault, draw: Draw) -> tuple[str, Refused | None]:
    try:
        return open_secret(vault, draw)[1] or "", None
    except Refused as refusal:
        return "", refusal


def _counts(draw: Draw) -> Iterator[CountLine]:
    for branch, strata in sorted(draw.frame.counts.items()):
        for stratum, statuses in sorted(strata.items()):
            for status, files in sorted(statuses.items()):
                yield CountLine(branch, stratum, status, files)


def _whole(draw: Draw) -> Mapping[str, int]:
    return whole_branches(draw.frame.counts, Allocation(draw.allocation))


def _empty(session: Session, draw: Draw) -> set[str]:
    empty = {branch for branch, files in _whole(draw).items() if not files}
    if draw.frame.code in {"", RECHECK}:
        return empty
    # A branch without a file of the topic stands in no row of its list.
    return empty | {branch.code for branch in branches_in(session, draw.month)} - set(draw.frame.counts)


def _branches(draw: Draw, stored: Sequence[SampleFile | RecheckFile], seed: str) -> Iterator[BranchSample]:
    whole = _whole(draw)
    for branch, files in groupby(stored, key=lambda file: file.branch_code):
        lines = tuple(
            FileLine(
                file.stratum,
                file.rank,
                file.file_ref,
                file.ticket,
                file.substitute_for_id is not None,
                file.exclusion_reason,
            )
            for file in files
        )
        shell_line = _shell_line(seed, branch, lines[0].file_ref) if seed else ""
        yield BranchSample(branch, branch in whole, lines, shell_line)


def _shell_line(seed: str, branch: str, file_ref: str) -> str:
    values = " ".join(shlex.quote(value) for value in (seed, branch, file_ref))
    return f"printf '%s\\n%s\\n%s' {values} | sha256sum"
