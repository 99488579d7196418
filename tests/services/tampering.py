"""What whoever owns the database could do to a draw, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from iks.domain.draw_proof import ProofStep
from iks.domain.values import Area
from iks.services.seed_vault import SeedVault
from iks.store.draws import Draw, SampleFile, SeedSecret, current_draw, sample_of
from iks.store.frames import FrameRow, canonical_columns
from tests.house_under_test import MONTH, HouseUnderTest

FRAME, COMMITMENT, JOURNAL, RULES, SAMPLE = (
    ProofStep.FRAME,
    ProofStep.COMMITMENT,
    ProofStep.JOURNAL,
    ProofStep.RULES,
    ProofStep.SAMPLE,
)


@dataclass
class Stored:
    """The benefits draw as it is stored, with the files of Z06 and one of Z06 that was not drawn."""

    session: Session
    vault: SeedVault
    draw: Draw
    files: list[SampleFile]
    undrawn: str

    def change_row(self, **values: str) -> None:
        """Change the row of the file that was not drawn."""
        rows = update(FrameRow).where(FrameRow.frame_id == self.draw.frame_id)
        self.session.execute(rows.where(FrameRow.file_ref == self.undrawn).values(**values))

    def drop_row(self) -> None:
        """Take the file that was not drawn from the list."""
        self.session.execute(text("DELETE FROM frame_row WHERE file_ref = :ref"), {"ref": self.undrawn})

    def change_commitment(self) -> None:
        """Record another commitment."""
        own = update(SeedSecret).where(SeedSecret.id == self.draw.secret_id)
        self.session.execute(own.values(commitment="a" * 64))

    def drop_file(self) -> None:
        """Remove a drawn file with its sheet."""
        values = {"id": self.files[4].id}
        self.session.execute(text("DELETE FROM file_check WHERE sample_file_id = :id"), values)
        self.session.execute(text("DELETE FROM sample_file WHERE id = :id"), values)


Change = Callable[[Stored], None]

# What is changed, how, and the steps of a recomputation that must name it.
CHANGES: dict[str, tuple[Change, set[ProofStep]]] = {
    "a file that was not drawn is marked as not eligible": (
        lambda stored: stored.change_row(status="at_external_audit"),
        {FRAME},
    ),
    "a file is taken from the list": (Stored.drop_row, {FRAME}),
    "a row breaks the rules of a list": (
        lambda stored: stored.change_row(stratum="NO SUCH"),
        {FRAME, SAMPLE},
    ),
    "another digest is recorded": (
        lambda stored: setattr(stored.draw.frame, "digest", "0" * 64),
        {FRAME, JOURNAL, SAMPLE},
    ),
    "another secret is sealed": (
        lambda stored: setattr(stored.draw.secret, "sealed", stored.vault.seal(bytes(32))),
        {COMMITMENT, SAMPLE},
    ),
    "another commitment is recorded": (Stored.change_commitment, {COMMITMENT, JOURNAL}),
    "a drawn file is exchanged": (
        lambda stored: setattr(stored.files[4], "file_ref", stored.undrawn),
        {SAMPLE},
    ),
    "a ticket is changed": (lambda stored: setattr(stored.files[4], "ticket", "f" * 64), {SAMPLE}),
    "a file gets another rank": (lambda stored: setattr(stored.files[0], "rank", 99), {SAMPLE}),
    "a drawn file is removed": (Stored.drop_file, {SAMPLE}),
    "a public value is added": (
        lambda stored: setattr(stored.draw, "public_value", "3 5 6"),
        {RULES, SAMPLE},
    ),
    "a branch gets a number of its own": (
        lambda stored: setattr(stored.draw, "allocation", {"-": 10, "Z06:-": 9}),
        {RULES, SAMPLE},
    ),
    "a source is named afterwards": (
        lambda stored: setattr(stored.draw, "public_source", "Würfel"),
        {RULES},
    ),
}


def tamper(house: HouseUnderTest, kind: str) -> None:
    """Change one stored thing of the benefits draw."""
    with house.runtime.transaction() as session:
        draw = current_draw(session, Area.BENEFITS.value, MONTH)
        assert draw is not None
        files = sample_of(session, draw, "Z06")
        taken = {file.file_ref for file in files}
        rows = canonical_columns(session, draw.frame)
        undrawn = next(ref for branch, _, ref, _ in rows if branch == "Z06" and ref not in taken)
        CHANGES[kind][0](Stored(session, house.runtime.vault, draw, files, undrawn))
