"""Derive the lists of focus topics from the list of a month, in the transaction that locks it."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.focus import fulfils, read_filter
from iks.store.focus import FocusTopic, ListedFile, listed_files, topics_in
from iks.store.frames import Frame, add_rows, next_attempt

# A topic is drawn from all its files of a branch alike.
STRATUM = "-"


def focus_frames(session: Session, clock: Clock, regular: Frame) -> list[Frame]:
    """Return the list of every topic of the month, made of rows of the regular list and not fixed yet.

    The rows keep the status that they have there. What the list says about a file is not copied: the
    regular list holds it until the month closes.
    """
    topics = topics_in(session, regular.area, regular.month)
    files = listed_files(session, regular) if topics else []
    return [_derive(session, clock, topic, regular, files) for topic in topics]


def _derive(
    session: Session, clock: Clock, topic: FocusTopic, regular: Frame, files: list[ListedFile]
) -> Frame:
    derived = Frame(
        area=regular.area,
        month=regular.month,
        code=topic.code,
        attempt=next_attempt(session, regular.area, regular.month, topic.code),
        reference_date=regular.reference_date,
        imported_at=clock.now(),
        imported_by=regular.imported_by,
        source_digest=regular.source_digest,
        # By what it was derived: the attributes are erased at the close, and with them the way to repeat it.
        reading={"filter": topic.filter},
        counts={},
        allocation=dict(topic.allocation),
        # Both lists are fixed by one lock, so a value that comes after it serves both draws.
        public_source=regular.public_source,
    )
    session.add(derived)
    session.flush()
    rule = read_filter(topic.filter)
    rows = [
        {"file_ref": file.file_ref, "branch_code": file.branch, "stratum": STRATUM, "status": file.status}
        for file in files
        if fulfils(rule, file.attributes)
    ]
    if rows:
        add_rows(session, derived, rows)
    return derived
