"""Prove a draw: take its bundle along, or recompute it from what is stored; for the revision only."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_proof import (
    Recomputation,
    SampledFile,
    judge_commitment,
    judge_frame,
    judge_journal,
    judge_sample,
    judge_substitutes,
)
from iks.domain.draw_rules import judge_rules
from iks.domain.journal import DrawProved, DrawRecomputed
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, ConfigurationError, IntegrityError, NotThere, Refused
from iks.services.seed_vault import SeedVault
from iks.services.trace_draw import recorded_rules, trace_of, used_rules, walked
from iks.store import journal
from iks.store.draws import Draw, attempts_before, current_draw
from iks.store.frames import canonical_columns
from iks.store.recheck import drawn_files
from sampling import (
    Drawn,
    DrawRecord,
    Frame,
    FrameRejected,
    InputRejected,
    canonical_frame,
    draw,
    mix_seed,
    reveals,
    write_bundle,
)


@dataclass(frozen=True)
class _Evidence:
    """What is stored of a draw, opened; it names every file and must not leave the revision."""

    # Nothing when the stored rows break the rules of a list.
    frame: Frame | None
    secret: str
    # Mixed from the recorded digest; nothing when a recorded value has a form that cannot be mixed.
    seed: str | None
    files: tuple[SampledFile, ...]


@dataclass(frozen=True)
class Recomputed:
    """The result of one recomputation, and when it was made."""

    at: datetime
    result: Recomputation


def bundle(session: Session, clock: Clock, actor: Actor, vault: SeedVault, draw_id: str) -> bytes:
    """Return the proof bundle of a draw; the same draw gives the same bytes.

    Raises
    ------
    Refused
        When frame and secret were erased, or cannot be put into a bundle as they are stored.
    """
    found = find_draw(session, actor, draw_id, lock=True)
    evidence = _open_evidence(session, vault, found)
    trace = trace_of(session, found)
    if evidence.frame is None or evidence.seed is None or trace.committed is None:
        raise Refused(
            N_("Von dieser Ziehung lässt sich kein Nachweis schreiben: Gespeichertes passt nicht zusammen."),
            todo=N_("Bitte rechnen Sie die Ziehung nach: Dort steht, was abweicht."),
        )
    content = write_bundle(
        evidence.frame, _sample(evidence), _record(session, found, evidence, trace.committed)
    )
    found.bundle_digest = hashlib.sha256(content).hexdigest()
    event = DrawProved(
        area=found.area,
        month=str(found.month),
        draw_id=found.draw_code,
        attempt=found.attempt,
        bundle_digest=found.bundle_digest,
    )
    journal.record(session, actor, event, clock.now())
    return content


def recompute(session: Session, clock: Clock, actor: Actor, vault: SeedVault, draw_id: str) -> Recomputed:
    """Recompute a draw from what is stored, compare each step, and record the verdict.

    Raises
    ------
    Refused
        When frame and secret were erased, or the key does not open the secret.
    """
    found = find_draw(session, actor, draw_id, lock=True)
    evidence = _open_evidence(session, vault, found)
    trace = trace_of(session, found)
    result = Recomputation(
        (
            judge_frame(found.frame.digest, evidence.frame),
            judge_commitment(reveals=reveals(evidence.secret, found.secret.commitment)),
            judge_journal(walked(session, trace)),
            judge_rules(used_rules(found), recorded_rules(session, found), trace),
            judge_sample(evidence.files, _computed(found, evidence)),
            judge_substitutes(evidence.files, evidence.frame, evidence.seed or "", found.allocation),
        )
    )
    found.verdict, found.verified_at = result.verdict.value, clock.now()
    event = DrawRecomputed(
        area=found.area,
        month=str(found.month),
        draw_id=found.draw_code,
        attempt=found.attempt,
        verdict=result.summary,
    )
    journal.record(session, actor, event, found.verified_at)
    return Recomputed(found.verified_at, result)


def find_draw(session: Session, actor: Actor, draw_id: str, *, lock: bool = False) -> Draw:
    """Return a draw for the revision, its row locked when something is recorded on it."""
    actor.require(Permission.PROVE_DRAW)
    found = session.get(Draw, draw_id, with_for_update=True if lock else None)
    if found is None:
        raise NotThere
    actor.require(Permission.PROVE_DRAW, area=found.area)
    return found


def draw_of_month(session: Session, actor: Actor, area: Area, month: Month, code: str = "") -> str:
    """Return the id of the draw that counts for a month, of a focus topic or re-check where one is named.

    Raises
    ------
    NotThere
        When the month is not drawn.
    """
    actor.require(Permission.PROVE_DRAW, area=area)
    found = current_draw(session, f"{area.value}/{code}" if code else area.value, month)
    if found is None:
        raise NotThere
    return found.id


def open_secret(vault: SeedVault, found: Draw) -> tuple[str, str | None]:
    """Return the secret of a draw, and the seed that follows; no seed where a recorded value cannot be mixed.

    Raises
    ------
    Refused
        When it was erased, or the key does not open it.
    """
    if found.secret.sealed is None:
        raise Refused(
            N_("Bestandsliste und Geheimnis dieser Ziehung sind gelöscht, weil ihre Frist um ist."),
            kept=N_("Prüfsummen, Zahlen und das letzte Ergebnis sind noch da."),
        )
    try:
        secret = vault.unseal(found.secret.sealed).hex()
    except (ConfigurationError, IntegrityError):
        raise Refused(
            N_("Das Geheimnis dieser Ziehung lässt sich nicht öffnen."),
            kept=N_("Die Schlüsseldatei fehlt oder passt nicht."),
            todo=N_("Bitte sprechen Sie mit der Systemverwaltung."),
        ) from None
    return secret, _seed(found, secret)


def _open_evidence(session: Session, vault: SeedVault, found: Draw) -> _Evidence:
    secret, seed = open_secret(vault, found)
    rows = canonical_columns(session, found.frame)
    return _Evidence(_frame(rows, found), secret, seed, tuple(_files(session, found)))


def _frame(rows: Sequence[tuple[str, str, str, str]], found: Draw) -> Frame | None:
    try:
        return canonical_frame(rows, found.allocation)
    except (FrameRejected, InputRejected):
        return None


def _seed(found: Draw, secret: str) -> str | None:
    try:
        return mix_seed(
            str(found.month),
            found.draw_code,
            found.allocation,
            found.frame.digest or "",
            secret,
            found.public_value,
        )
    except InputRejected:
        return None


def _files(session: Session, found: Draw) -> list[SampledFile]:
    stored = drawn_files(session, found)
    refs = {file.id: file.file_ref for file in stored}
    return [
        SampledFile(
            file.branch_code,
            file.position,
            file.stratum,
            file.rank,
            file.file_ref,
            file.ticket,
            # A substitute for a file of another draw is none that this draw could name.
            refs.get(file.substitute_for_id, "") if file.substitute_for_id else None,
        )
        for file in stored
    ]


def _computed(found: Draw, evidence: _Evidence) -> Mapping[str, Sequence[Drawn]] | None:
    if evidence.frame is None or evidence.seed is None:
        return None
    return draw(evidence.frame, evidence.seed, found.allocation)


def _sample(evidence: _Evidence) -> dict[str, list[Drawn]]:
    """Return what was drawn first as it is stored: a bundle shows a deviation and does not hide it."""
    sample: dict[str, list[Drawn]] = {}
    for file in sorted(evidence.files, key=lambda file: (file.branch, file.stratum, file.rank)):
        if file.substitute_for is None:
            own = Drawn(file.stratum, file.rank, file.file_ref, file.ticket)
            sample.setdefault(file.branch, []).append(own)
    return sample


def _record(session: Session, found: Draw, evidence: _Evidence, position: int) -> DrawRecord:
    return DrawRecord(
        str(found.month),
        found.draw_code,
        found.allocation,
        frame_digest=found.frame.digest or "",
        secret=evidence.secret,
        commitment=found.secret.commitment,
        commitment_position=position,
        public_value=found.public_value,
        voided_draws=[earlier.frame.digest or "" for earlier in attempts_before(session, found)],
    )
