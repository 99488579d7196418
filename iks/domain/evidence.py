"""The evidence package of a month: its tables, what each column means, and its digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from iks.domain.journaled_text import sentence_of
from iks.domain.values import Relevance
from iks.errors import N_

Cell = str | int | float | None

# What a branch counts anyway when it submits; reason, note and the other side's view stay in the branch.
ANSWER_FIELDS = (
    "value",
    "pattern",
    "cause",
    "kind",
    "severity",
    "direction",
    "amount_cents",
    "months",
    "bearer",
    "relevance",
)
_PLACE = ("draw_id", "attempt", "branch", "number")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "draws": (
        "draw_id",
        "attempt",
        "allocation",
        "reference_date",
        "frame_digest",
        "commitment",
        "chain_position",
        "public_source",
        "public_value",
        "drawn_on",
        "late",
        "voided_on",
        "void_reason",
        "verdict",
        "verified_on",
        "bundle_digest",
        "proof",
    ),
    "population": ("draw_id", "attempt", "branch", "stratum", "status", "files"),
    "sample": (
        *_PLACE,
        "stratum",
        "rank",
        "file_ref",
        "ticket",
        "substitute_for",
        "exclusion_reason",
        "excluded_on",
        "receiving_branch",
    ),
    "sheets": (
        *_PLACE,
        "file_ref",
        "sheet",
        "state",
        "regimes",
        "finished_on",
        "void_reason",
        "voided_on",
    ),
    "answers": (*_PLACE, "file_ref", "sheet", "check_point", *ANSWER_FIELDS, "list_was_wrong"),
    "corrections": (
        *_PLACE,
        "file_ref",
        "sheet",
        "check_point",
        "version",
        "corrected_on",
        "before",
        "after",
    ),
    "submissions": ("branch", "version", "submitted_on", "reason"),
    "remedies": (*_PLACE, "file_ref", "sheet", "check_point", "remedy", "due_on", "done_on"),
    "released": (
        "branch",
        "version",
        "late",
        "check_point",
        "ok",
        "findings",
        "not_applicable",
        "not_assessable",
    ),
    "measures": ("title", "kind", "check_points", "responsible", "start", "due", "state", "ended_on"),
}


class Reason(StrEnum):
    """Why a package does not hold something."""

    # The month was never drawn from a list in this program.
    NOT_DRAWN = "not_drawn"
    # List, secret, seed and tickets were destroyed at the end of their time.
    DRAW_ERASED = "draw_erased"
    # What is stored of a draw does not fit together, so no proof can be written.
    DRAW_UNPROVED = "draw_unproved"
    # The sheets were destroyed at the end of their time.
    SHEETS_ERASED = "sheets_erased"
    # What the list said about its files is only kept until the close.
    ATTRIBUTES_ERASED = "attributes_erased"
    NO_REPORT = "no_report"
    # Stays in the branch by rule.
    STAYS_IN_BRANCH = "stays_in_branch"


@dataclass(frozen=True)
class Gone:
    """Something that the package does not hold, why, and since when where that is known."""

    reason: Reason
    # The draw it is about, or nothing.
    about: str = ""
    # A day in ISO form; empty where nobody wrote it down.
    since: str = ""


@dataclass(frozen=True)
class Evidence:
    """Everything that is stored of one month, laid out for somebody from outside.

    Parameters
    ----------
    area, month, branch : str
        What it is about; no branch means all of them.
    reason, asked_by, approved_by, taken_at : str
        Why it was asked for, the accounts of the two persons, and the moment in ISO form.
    tables : mapping of str to rows
        Rows of each table of ``COLUMNS``, in its columns.
    files : mapping of str to bytes
        Everything that is a file already: proofs, grid, report, extract of the journal.
    gone : tuple of Gone
        What is missing, each with its reason.
    head : (int, str)
        Position and hash of the last entry of the journal.
    """

    area: str
    month: str
    branch: str
    reason: str
    asked_by: str
    approved_by: str
    taken_at: str
    tables: Mapping[str, tuple[tuple[Cell, ...], ...]]
    files: Mapping[str, bytes]
    gone: tuple[Gone, ...]
    head: tuple[int, str]

    @property
    def digest(self) -> str:
        """SHA-256 over tables and files, whatever form they are written in."""
        found = {
            "tables": {name: [list(row) for row in rows] for name, rows in self.tables.items()},
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()},
        }
        text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def sheets(self) -> int:
        """How many sheets it holds."""
        return len(self.tables["sheets"])


def shown(entry: Mapping[str, object]) -> dict[str, object]:
    """Return what of an answer may stand in a package.

    *Valid if* the mapping holds the fields of an answer, empty where nothing was answered.

    Parameters
    ----------
    entry : mapping of str to object
        All fields of the answer.

    Returns
    -------
    dict of str to object
        The fields of ``ANSWER_FIELDS`` that hold something; of the relevance only what a branch counts.

    Examples
    --------
    >>> shown({"value": "finding", "note": "Akte dünn", "relevance": "team", "cause": "software"})
    {'value': 'finding', 'cause': 'software'}
    """
    found = {name: entry[name] for name in ANSWER_FIELDS if entry.get(name) not in (None, "")}
    if found.get("relevance") != Relevance.SYSTEMIC:
        found.pop("relevance", None)
    return found


def reason_of(text: str) -> str:
    """Return why a package is needed, in one line.

    Raises
    ------
    FieldsRejected
        Without a reason, with one that is too long, or with one that names a file or a person's data.

    Examples
    --------
    >>> reason_of(" Anfrage des  Rechnungsprüfungsamts ")
    'Anfrage des Rechnungsprüfungsamts'
    """
    return sentence_of(text, "reason", N_("Bitte schreiben Sie, wozu das Nachweispaket gebraucht wird."))


def answer_of(text: str) -> str:
    """Return why a package is refused, in one line.

    Raises
    ------
    FieldsRejected
        Without an answer, with one that is too long, or with one that names a file or a person's data.

    Examples
    --------
    >>> answer_of("Der Nachweis der Ziehung genügt.")
    'Der Nachweis der Ziehung genügt.'
    """
    return sentence_of(text, "answer", N_("Bitte schreiben Sie, warum Sie ablehnen."))


def concerns(data: Mapping[str, object], area: str, month: str, commitments: Iterable[str]) -> bool:
    """Return whether an entry of the journal belongs into the extract of a month.

    *Valid if* the data are those of an event; an entry without area and month belongs to no month.

    Parameters
    ----------
    data : mapping of str to object
        What the entry says.
    area, month : str
        The month in question.
    commitments : iterable of str
        The commitments that its draws revealed; they were made a month before.

    Returns
    -------
    bool
        Whether the entry is about the month.

    Examples
    --------
    >>> concerns({"area": "benefits", "month": "2026-12"}, "benefits", "2026-12", [])
    True
    >>> concerns({"draw_id": "benefits", "commitment": "ab"}, "benefits", "2026-12", ["ab"])
    True
    >>> concerns({"area": "integration", "month": "2026-12"}, "benefits", "2026-12", [])
    False
    """
    if data.get("commitment"):
        return data["commitment"] in set(commitments)
    return data.get("area") == area and data.get("month") == month
