"""Controlling: lists of active files and draws, as counts, digests and verdicts."""

from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.frame_fault import FrameFault, FrameFileRejected, sentence
from iks.domain.frame_mapping import MappingRejected
from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import InvalidInput, Refused, UserError
from iks.services import view_draws, view_frames
from iks.services.draw_month import DrawRules, draw_month
from iks.services.frame_upload import UploadRefused
from iks.services.import_frame import ReasonNeeded, import_frame
from iks.services.lock_frame import lock_frame
from iks.web.access import actor, db, guarded, runtime
from iks.web.controlling.forms import typed_upload
from iks.web.page_context import page_language

blueprint = Blueprint("controlling", __name__, url_prefix="/controlling")


@blueprint.get("/frames")
@guarded(Permission.HANDLE_FRAMES)
def frames() -> ResponseReturnValue:
    """Show how the lists stand, with the form to hand one in."""
    return _frames_page()


@blueprint.post("/frames")
@guarded(Permission.HANDLE_FRAMES)
def upload_frame() -> ResponseReturnValue:
    """Take a list over, or say everything that is wrong with it."""
    g.menu_entry = "controlling.frames"
    try:
        taken = import_frame(db(), runtime().clock, actor(), typed_upload())
    except FrameFileRejected as rejected:
        return _frames_page(rejected, faults=rejected.faults, total=rejected.total), rejected.status
    except (InvalidInput, Refused) as error:
        return _frames_page(error), error.status
    flash(gettext("Die Liste ist übernommen."), "success")
    return redirect(url_for("controlling.frame", area=taken.area, month=taken.month), 303)


@blueprint.get("/frames/<area:area>/<month:month>")
@guarded(Permission.HANDLE_FRAMES)
def frame(area: Area, month: Month) -> ResponseReturnValue:
    """Show one list: its counts beside the list before, and after the lock its digest."""
    g.menu_entry = "controlling.frames"
    page = view_frames.frame_page(db(), actor(), area, month)
    return render_template("controlling/frame.html", page=page)


@blueprint.post("/frames/<area:area>/<month:month>/lock")
@guarded(Permission.HANDLE_FRAMES)
def lock(area: Area, month: Month) -> ResponseReturnValue:
    """Fix a list."""
    try:
        house, required = runtime(), DrawRules.of(runtime().settings).public_value_required
        demo = house.settings.demo
        lock_frame(db(), house.clock, actor(), area, month, demo=demo, source_required=required)
        flash(gettext("Die Bestandsliste ist gesperrt."), "success")
    except Refused as refused:
        flash(_text(refused), "warning")
    return redirect(url_for("controlling.frame", area=area, month=month), 303)


@blueprint.get("/draws")
@guarded(Permission.SEE_DRAW_STATE)
def draws() -> ResponseReturnValue:
    """Show where the draws stand."""
    return _draws_page({})


@blueprint.post("/draws/<area:area>/<month:month>")
@guarded(Permission.SEE_DRAW_STATE)
def draw(area: Area, month: Month) -> ResponseReturnValue:
    """Draw a month that is due; the service knows who may."""
    g.menu_entry = "controlling.draws"
    house, value = runtime(), request.form.get("public_value", "")
    rules = DrawRules.of(house.settings)
    try:
        draw_month(db(), house.clock, actor(), house.vault, area, month, value, rules)
    except (InvalidInput, Refused) as error:
        return _draws_page({f"{area}-{month}": _text(error)}), error.status
    flash(gettext("Die Stichprobe ist gezogen."), "success")
    return redirect(url_for("controlling.draws"), 303)


def _frames_page(
    error: UserError | None = None, *, faults: tuple[FrameFault, ...] = (), total: int = 0
) -> str:
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    next_lists = view_frames.next_lists(db(), runtime().clock, actor())
    return render_template(
        "controlling/frames.html",
        lists=view_frames.frame_lines(db(), actor()),
        next_lists=next_lists,
        months=view_frames.upload_months(runtime().clock),
        wanted_month=typed.get("month") or _common_month(next_lists),
        typed=typed,
        refused=_refused(error, is_faulty=bool(faults)) if error else None,
        faults=[_fault_row(fault) for fault in faults],
        total=total,
        fallen=error.preview.counts if isinstance(error, ReasonNeeded) else None,
    )


def _refused(error: UserError, *, is_faulty: bool) -> dict[str, str]:
    """Return what was wrong, at which field, where it is shown, and what was kept and is to do."""
    field = error.field if isinstance(error, UploadRefused) else "file"
    advice = " ".join(gettext(part, **error.params) for part in (error.kept, error.todo) if part)
    if isinstance(error, MappingRejected):
        advice = f"{error.in_german} {advice}"
    said = gettext(error.happened, **error.params)
    return {"field": field, "target": "faults" if is_faulty else field, "said": said, "advice": advice}


def _common_month(next_lists: tuple[view_frames.NextList, ...]) -> str:
    """Return the month that both areas wait for; where they differ, the person has to choose."""
    months = {str(wanted.month) for wanted in next_lists}
    return months.pop() if len(months) == 1 else ""


def _draws_page(errors: dict[str, str]) -> str:
    house = runtime()
    rules = DrawRules.of(house.settings)
    return render_template(
        "controlling/draws.html",
        lines=view_draws.draw_lines(db(), house.clock, actor(), rules),
        errors=errors,
        typed=request.form.get("public_value", ""),
    )


def _fault_row(fault: FrameFault) -> tuple[int | None, str | None, str]:
    """Return row, column and reason; the reason alone, because the table names the place."""
    reason = replace(fault, row=None, column=None)
    said = sentence(reason, "en") if page_language() == "en" else sentence(reason, "de")
    return fault.row, fault.column, said


def _text(error: UserError) -> str:
    return " ".join(gettext(part, **error.params) for part in error.sentences)
