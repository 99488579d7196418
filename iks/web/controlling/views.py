"""Controlling: lists of active files and draws, as counts, digests and verdicts."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.frame_fault import FrameFileRejected
from iks.domain.frame_mapping import MappingRejected
from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import InvalidInput, Refused, UserError
from iks.output.numbers import number
from iks.services import view_draws, view_frames
from iks.services.check_upload import CheckedUpload
from iks.services.draw_month import DrawRules, draw_month
from iks.services.frame_upload import FrameUpload, UploadRefused
from iks.services.import_frame import import_frame, prepare_import, preview_frame
from iks.services.lock_frame import lock_frame
from iks.services.pick_up_frames import concerns_mapping
from iks.services.remember_mapping import remember_mapping, remembered_mapping
from iks.web.access import actor, db, guarded, runtime
from iks.web.controlling.forms import chosen_file, typed_upload
from iks.web.controlling.frames_page import frames_page, header_refused, text_of
from iks.web.controlling.mapping_page import MappingForm, mapping_page
from iks.web.controlling.words import stratum_name
from iks.web.page_context import page_language

blueprint = Blueprint("controlling", __name__, url_prefix="/controlling")


@blueprint.get("/frames")
@guarded(Permission.HANDLE_FRAMES)
def frames() -> ResponseReturnValue:
    """Show how the lists stand, with the form to hand one in."""
    return frames_page()


@blueprint.post("/frames")
@guarded(Permission.HANDLE_FRAMES)
def upload_frame() -> ResponseReturnValue:
    """Take a list over or only check it, or say everything that is wrong with it."""
    g.menu_entry = "controlling.frames"
    upload = None
    try:
        upload = typed_upload()
        # A workbook takes seconds to read; a transaction that only reads lets everybody save meanwhile.
        with runtime().transaction(writes=False) as reading:
            if request.form.get("action") == "check":
                return frames_page(preview=preview_frame(reading, runtime().clock, actor(), upload))
            checked = prepare_import(reading, actor(), upload)
    except (InvalidInput, Refused) as error:
        return _not_taken(error, upload)
    return _take_over(upload, checked)


@blueprint.get("/frames/<area:area>/mapping")
@guarded(Permission.HANDLE_FRAMES)
def mapping(area: Area) -> ResponseReturnValue:
    """Show what the columns of an area's list mean, with the form to change it."""
    g.menu_entry = "controlling.frames"
    return mapping_page(MappingForm(area))


@blueprint.post("/frames/<area:area>/mapping")
@guarded(Permission.HANDLE_FRAMES)
def change_mapping(area: Area) -> ResponseReturnValue:
    """Read the columns of a file, remember what they mean, or take the list over with it at once."""
    g.menu_entry = "controlling.frames"
    action, form = request.form.get("action", "read"), MappingForm(area)
    try:
        upload = typed_upload(area) if action == "import" else None
        if action == "read":
            chosen_file()
            return mapping_page(form), 200 if form.columns else 422
        if form.missing():
            return mapping_page(form, form.missing()), 422
        remember_mapping(db(), runtime().clock, actor(), area, form.month, form.text)
    except FrameFileRejected as rejected:
        return mapping_page(form), rejected.status
    except MappingRejected as rejected:
        return mapping_page(form, form.faulty(rejected)), rejected.status
    except UploadRefused as error:
        return mapping_page(form, {error.field: text_of(error)}), error.status
    flash(gettext("Die Spaltenzuordnung ist gemerkt."), "success")
    return _take_over(upload) if upload else redirect(url_for("controlling.mapping", area=area), 303)


@blueprint.get("/frames/<area:area>/mapping.yaml")
@guarded(Permission.HANDLE_FRAMES)
def mapping_file(area: Area) -> ResponseReturnValue:
    """Hand out the remembered mapping as the file that the command line takes."""
    text = remembered_mapping(db(), actor(), area)
    head = {"Content-Disposition": f"attachment; filename=mapping-{area}.yaml"}
    return Response(text, mimetype="application/yaml", headers=head)


@blueprint.get("/frames/<area:area>/<month:month>")
@guarded(Permission.HANDLE_FRAMES)
def frame(area: Area, month: Month) -> ResponseReturnValue:
    """Show one list: its counts beside the list before, and after the lock its digest."""
    g.menu_entry = "controlling.frames"
    page = view_frames.frame_page(db(), actor(), area, month)
    return render_template("controlling/frame.html", page=page, stratum_name=stratum_name)


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
        flash(text_of(refused), "warning")
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
    house = runtime()
    rules = DrawRules.of(house.settings)
    try:
        draw_month(db(), house.clock, actor(), house.vault, area, month, rules=rules)
    except (InvalidInput, Refused) as error:
        return _draws_page({f"{area}-{month}": text_of(error)}), error.status
    flash(gettext("Die Stichprobe ist gezogen."), "success")
    return redirect(url_for("controlling.draws"), 303)


def _take_over(upload: FrameUpload, checked: CheckedUpload | None = None) -> ResponseReturnValue:
    try:
        taken = import_frame(db(), runtime().clock, actor(), upload, checked=checked)
    except (InvalidInput, Refused) as error:
        return _not_taken(error, upload)
    if taken.files_replaced is None:
        flash(gettext("Die Liste ist übernommen."), "success")
    else:
        replaced = number(taken.files_replaced, language=page_language())
        flash(gettext("Die Liste ist übernommen. Sie ersetzt eine mit %(n)s Akten.", n=replaced), "success")
    return redirect(url_for("controlling.frame", area=taken.area, month=taken.month), 303)


def _not_taken(error: UserError, upload: FrameUpload | None) -> ResponseReturnValue:
    """Say what is wrong with a list; where its headings are not known, ask for their meaning at once."""
    if upload and concerns_mapping(error):
        return mapping_page(MappingForm(upload.area), refused=header_refused(error)), error.status
    return frames_page(error), error.status


def _draws_page(errors: dict[str, str]) -> str:
    g.menu_entry = "revision.desk" if actor().may(Permission.PROVE_DRAW) else "controlling.draws"
    house = runtime()
    rules = DrawRules.of(house.settings)
    return render_template(
        "controlling/draws.html",
        lines=view_draws.draw_lines(db(), house.clock, actor(), rules),
        errors=errors,
    )
