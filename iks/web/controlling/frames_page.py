"""The page of all lists, with the form to hand one in and everything that is wrong with it."""

from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from iks.domain.frame_fault import FrameFault, FrameFileRejected, sentence
from iks.domain.frame_mapping import MappingRejected
from iks.errors import UserError
from iks.services import view_frames
from iks.services.frame_upload import UploadRefused
from iks.services.import_frame import FramePreview, ReasonNeeded
from iks.web.access import actor, db, runtime
from iks.web.controlling.words import stratum_name
from iks.web.page_context import page_language


@dataclass(frozen=True)
class RefusedList:
    """What was wrong, at which field, where it is shown, and what was kept and is to do."""

    field: str
    target: str
    said: str
    advice: str


def frames_page(error: UserError | None = None, *, preview: FramePreview | None = None) -> str:
    """Return the page; after a refusal with what was typed and why, after a check with what was found."""
    next_lists = view_frames.next_lists(db(), runtime().clock, actor())
    faults = error.faults if isinstance(error, FrameFileRejected) else ()
    return render_template(
        "controlling/frames.html",
        lists=view_frames.frame_lines(db(), actor()),
        next_lists=next_lists,
        preview=preview,
        refused=refused_list(error, is_faulty=bool(faults)) if error else None,
        faults=[fault_row(fault) for fault in faults],
        total=error.total if isinstance(error, FrameFileRejected) else 0,
        fallen=error.preview.counts if isinstance(error, ReasonNeeded) else None,
        stratum_name=stratum_name,
        **upload_context(next_lists),
    )


def upload_context(next_lists: tuple[view_frames.NextList, ...]) -> dict[str, Any]:
    """Return what the fields of an upload show: the months to choose from, and what was typed."""
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    return {
        "months": view_frames.upload_months(runtime().clock),
        "wanted_month": typed.get("month") or _common_month(next_lists),
        "typed": typed,
    }


def refused_list(error: UserError, *, is_faulty: bool = False) -> RefusedList:
    """Return what a page says about an upload that was not taken over."""
    field = error.field if isinstance(error, UploadRefused) else "file"
    advice = " ".join(gettext(part, **error.params) for part in (error.kept, error.todo) if part)
    if isinstance(error, MappingRejected):
        advice = f"{error.in_german} {advice}"
    said = gettext(error.happened, **error.params)
    return RefusedList(field, "faults" if is_faulty else field, said, advice)


def header_refused(error: UserError) -> RefusedList:
    """Return what a page says about a list whose headings do not fit what is remembered."""
    if not isinstance(error, FrameFileRejected):
        return refused_list(error)
    names = [fault.column for fault in error.faults if fault.code == "column_missing" and fault.column]
    missing = ", ".join(f"„{name}“" for name in names)
    found = gettext("Nicht gefunden: %(columns)s.", columns=missing) if missing else ""
    advice = gettext("Es wurde nichts übernommen. Unten steht, was die Spalten vermutlich bedeuten.")
    said = gettext("Die Überschriften der Datei passen nicht zur gemerkten Zuordnung.")
    return RefusedList("file", "spalten", said, f"{found} {advice}".strip())


def fault_row(fault: FrameFault) -> tuple[int | None, str | None, str]:
    """Return row, column and reason; the reason alone, because the table names the place."""
    reason = replace(fault, row=None, column=None)
    said = sentence(reason, "en") if page_language() == "en" else sentence(reason, "de")
    return fault.row, fault.column, said


def text_of(error: UserError) -> str:
    """Return all sentences of an error in the language of the page."""
    return " ".join(gettext(part, **error.params) for part in error.sentences)


def _common_month(next_lists: tuple[view_frames.NextList, ...]) -> str:
    """Return the month that both areas wait for; where they differ, the person has to choose."""
    months = {str(wanted.month) for wanted in next_lists}
    return months.pop() if len(months) == 1 else ""
