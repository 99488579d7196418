"""Counts of objections and court cases: what is missing, a file to take over, a month to type."""

from dataclasses import replace

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.frame_fault import FrameFault, FrameFileRejected, sentence
from iks.domain.frame_text import decode
from iks.domain.month import Month
from iks.domain.objection_file import COLUMNS, MOST_BYTES
from iks.domain.objection_sentences import OBJECTION_SENTENCES
from iks.domain.objections import NUMBERS, ObjectionKind
from iks.domain.roles import Permission
from iks.errors import FieldsRejected, InvalidInput, NotThere, Refused, StaleVersion, UserError
from iks.output.csv import to_csv
from iks.services import record_objections as service
from iks.services import view_recorded_objections as reading
from iks.services.objection_topics import topics
from iks.web.access import actor, db, guarded, runtime
from iks.web.controlling import objection_forms as forms
from iks.web.controlling.objection_words import column_name, kind_name, topic_name
from iks.web.page_context import page_language

blueprint = Blueprint("objections", __name__, url_prefix="/controlling/objections")
for render in (kind_name, column_name, topic_name):
    blueprint.add_app_template_filter(render)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the one menu entry on all pages of the room."""
    g.menu_entry = "objections.current"


@blueprint.get("/current")
@guarded(Permission.SEE_OBJECTIONS)
def current() -> ResponseReturnValue:
    """Go on to where this person works: the counts, or what they say."""
    own = actor().areas(Permission.MAP_OBJECTIONS)
    if own or not actor().may(Permission.RECORD_OBJECTIONS):
        area = (own or actor().areas(Permission.SEE_OBJECTIONS))[0]
        return redirect(url_for("objection_evaluation.page", area=area))
    return redirect(url_for("objections.overview"))


@blueprint.get("")
@guarded(Permission.RECORD_OBJECTIONS)
def overview() -> ResponseReturnValue:
    """Show what is recorded and what is missing, with the form to hand a file in."""
    return _overview_page()


@blueprint.post("")
@guarded(Permission.RECORD_OBJECTIONS, writes=False)
def check() -> ResponseReturnValue:
    """Show what a file holds before it is taken over, or everything that is wrong with it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _overview_page(refused=gettext("Bitte wählen Sie die Datei aus.")), 422
    data = file.read(MOST_BYTES + 1)
    try:
        preview = service.check_objections(db(), runtime().clock, actor(), data)
    except FrameFileRejected as rejected:
        return _overview_page(rejected=rejected), rejected.status
    return _preview_page(preview, data)


@blueprint.post("/import")
@guarded(Permission.RECORD_OBJECTIONS)
def take_over() -> ResponseReturnValue:
    """Take over what the preview showed."""
    data, reason = request.form.get("content", "").encode(), request.form.get("reason", "")
    try:
        done = service.import_objections(db(), runtime().clock, actor(), data, reason)
    except FrameFileRejected as rejected:
        return _overview_page(rejected=rejected), rejected.status
    except (FieldsRejected, Refused) as error:
        preview = service.check_objections(db(), runtime().clock, actor(), data)
        return _preview_page(preview, data, error), error.status
    _say(done)
    return redirect(url_for("objections.overview"), SEE_OTHER)


@blueprint.get("/<month:month>/vorlage.csv")
@guarded(Permission.RECORD_OBJECTIONS)
def blank_file(month: Month) -> ResponseReturnValue:
    """Give a file to fill in, with the stock that the month before left."""
    rows = reading.blank_file(db(), runtime().clock, actor(), month)
    content = to_csv([names[0] for names in COLUMNS.values()], rows)
    head = {"Content-Disposition": f'attachment; filename="widersprueche-{month}.csv"'}
    return Response(content, mimetype="text/csv", headers=head)


@blueprint.get("/<month:month>/<kind>")
@guarded(Permission.RECORD_OBJECTIONS)
def month_page(month: Month, kind: str) -> ResponseReturnValue:
    """Show the counts of one month and kind in fields."""
    return _month_page(month, _kind(kind), {})


@blueprint.post("/<month:month>/<kind>")
@guarded(Permission.RECORD_OBJECTIONS)
def type_month(month: Month, kind: str) -> ResponseReturnValue:
    """Record a month as it was typed, or only add up; what does not fit is told at its field."""
    of_kind = _kind(kind)
    rows, errors = forms.read_rows(request.form, month, of_kind)
    if not rows and not errors:
        errors = {"housing.received": gettext("Bitte tragen Sie mindestens ein Sachgebiet ein.")}
    errors |= forms.fault_sentences(service.contradictions(db(), rows))
    if errors or request.form.get("action") == "check":
        return _month_page(month, of_kind, errors), 422 if errors else 200
    seen, reason = request.form.get("seen", ""), request.form.get("reason", "")
    try:
        done = service.record_month(db(), runtime().clock, actor(), rows, seen=seen, reason=reason)
    except (InvalidInput, Refused, StaleVersion) as error:
        # After a look at what the other person typed, the same button saves.
        field = "stale" if isinstance(error, StaleVersion) else "reason"
        return _month_page(month, of_kind, {field: _text_of(error)}), error.status
    _say(done)
    return redirect(url_for("objections.overview"), SEE_OTHER)


def _overview_page(*, rejected: FrameFileRejected | None = None, refused: str = "") -> str:
    desk = reading.recorded_overview(db(), runtime().clock, actor())
    return render_template(
        "controlling/objections.html",
        desk=desk,
        columns=list(COLUMNS),
        headings={name: words[0] for name, words in COLUMNS.items()},
        faults=[_fault_row(fault) for fault in rejected.faults] if rejected else [],
        total=rejected.total if rejected else 0,
        refused=refused or (gettext(rejected.happened, **rejected.params) if rejected else ""),
        next_month=desk.missing[0][0] if desk.missing else desk.months[0].month,
    )


def _preview_page(preview: service.ObjectionPreview, data: bytes, error: UserError | None = None) -> str:
    return render_template(
        "controlling/objections_preview.html",
        preview=preview,
        content=_as_text(data),
        reason=request.form.get("reason", ""),
        errors=[("reason", _text_of(error))] if error else [],
    )


def _month_page(month: Month, kind: ObjectionKind, errors: dict[str, str]) -> str:
    page = reading.month_form(db(), runtime().clock, actor(), month, kind)
    values = forms.shown_values(page, request.form)
    return render_template(
        "controlling/objections_month.html",
        page=page,
        topics=topics(),
        numbers=NUMBERS,
        values=values,
        sums=forms.typed_sums(values),
        reason=request.form.get("reason", ""),
        errors=errors,
        language=page_language(),
    )


def _kind(text: str) -> ObjectionKind:
    try:
        return ObjectionKind(text)
    except ValueError:
        raise NotThere from None


def _as_text(data: bytes) -> str:
    """Return the text of a file that was read before, to be sent along with the preview."""
    return decode(data, MOST_BYTES)[0]


def _fault_row(fault: FrameFault) -> tuple[int | None, str | None, str]:
    """Return row, column and reason; the reason alone, because the table names the place."""
    reason = replace(fault, row=None, column=None)
    said = sentence(reason, "en" if page_language() == "en" else "de", OBJECTION_SENTENCES)
    return fault.row, fault.column, said


def _text_of(error: UserError) -> str:
    if isinstance(error, FieldsRejected):
        return " ".join(gettext(fault.sentence, **fault.params) for fault in error.faults)
    return " ".join(gettext(part, **error.params) for part in error.sentences)


def _say(done: service.Recorded) -> None:
    if done.unchanged:
        flash(gettext("Alle Zeilen waren schon so eingetragen. Es wurde nichts geändert."), "info")
    elif done.corrected:
        flash(
            gettext("Übernommen: %(new)s Zeilen neu, %(corrected)s berichtigt.", **_counts(done)), "success"
        )
    else:
        flash(gettext("Übernommen: %(new)s Zeilen.", **_counts(done)), "success")


def _counts(done: service.Recorded) -> dict[str, int]:
    return {"new": done.new, "corrected": done.corrected}
