"""The parts of a draft, each saved by itself: one point, or what stands outside the points."""

from collections.abc import Mapping

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from checklists.draft import Values, part_digest
from checklists.tree import Plain
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import Refused
from iks.output.numbers import month_name, time
from iks.services import edit_draft
from iks.services.edit_draft import DraftConflict, head_of
from iks.services.view_drafts import DraftPage, DraftPoint, draft_page, draft_point, faults_at
from iks.web.access import actor, db, guarded, runtime
from iks.web.checklists.changes import differing
from iks.web.checklists.condition_form import condition_of
from iks.web.checklists.draft_views import SEE_OTHER, blueprint, draft_view
from iks.web.checklists.draft_words import errors_at
from iks.web.checklists.head_form import read_head, typed_as_of
from iks.web.checklists.point_form import NEW_PATTERNS, entries, patterns_of, read_point, regimes_of
from iks.web.page_context import page_language

MONTHS_AHEAD = 12


@blueprint.get("/<draft_id>/points/<point>")
@guarded(Permission.PROPOSE_GRID)
def point(area: Area, draft_id: str, point: str) -> ResponseReturnValue:
    """Show one point to be edited."""
    return _point_page(draft_point(db(), runtime().clock, actor(), area, draft_id, point))


@blueprint.post("/<draft_id>/points/<point>")
@guarded(Permission.PROPOSE_GRID)
def save_point(area: Area, draft_id: str, point: str) -> ResponseReturnValue:
    """Save one point as it was typed; a script that saves while typing is answered in JSON."""
    found = draft_point(db(), runtime().clock, actor(), area, draft_id, point)
    taken = {str(pattern["id"]) for pattern in patterns_of(found.base or {})}
    typed = read_point(request.form, found.point, found.page.values, taken)
    seen = request.form.get("seen", "")
    try:
        edit_draft.save_point(db(), runtime().clock, actor(), draft_id, typed, seen=seen)
    except DraftConflict as conflict:
        return _conflict_known(conflict) or (_point_page(found, typed, conflict), conflict.status)
    except Refused as refused:
        return _refused(area, draft_id, refused)
    return _point_saved(area, draft_id, point)


def _point_saved(area: Area, draft_id: str, point: str) -> ResponseReturnValue:
    if _is_script():
        found = draft_point(db(), runtime().clock, actor(), area, draft_id, point)
        return _answer(found.page, found.seen, errors_at(found.faults), asks_otherwise=found.asks_otherwise)
    action = request.form.get("action", "")
    if action == "replace":
        name = edit_draft.replace(db(), runtime().clock, actor(), draft_id, point)
        flash(gettext("%(new)s tritt an die Stelle von %(old)s.", new=name, old=point), "success")
        return redirect(url_for("drafts.point", area=area, draft_id=draft_id, point=name), SEE_OTHER)
    flash(gettext("%(point)s ist gespeichert.", point=point), "success")
    if action == "back":
        return redirect(url_for("drafts.page", area=area, draft_id=draft_id, _anchor=point), SEE_OTHER)
    return redirect(url_for("drafts.point", area=area, draft_id=draft_id, point=point), SEE_OTHER)


@blueprint.get("/<draft_id>/head")
@guarded(Permission.PROPOSE_GRID)
def head(area: Area, draft_id: str) -> ResponseReturnValue:
    """Show what stands outside the points."""
    return _head_page(draft_page(db(), runtime().clock, actor(), area, draft_id))


@blueprint.post("/<draft_id>/head")
@guarded(Permission.PROPOSE_GRID)
def save_head(area: Area, draft_id: str) -> ResponseReturnValue:
    """Save what stands outside the points."""
    found = draft_page(db(), runtime().clock, actor(), area, draft_id)
    typed = read_head(request.form, head_of(found.values))
    seen = request.form.get("seen", "")
    try:
        edit_draft.save_head(db(), runtime().clock, actor(), draft_id, typed, seen=seen)
    except DraftConflict as conflict:
        return _conflict_known(conflict) or (_head_page(found, typed, conflict), conflict.status)
    except Refused as refused:
        return _refused(area, draft_id, refused)
    if _is_script():
        found = draft_page(db(), runtime().clock, actor(), area, draft_id)
        return _answer(found, found.head, _head_errors(found))
    flash(gettext("Die Angaben sind gespeichert."), "success")
    return redirect(url_for("drafts.page", area=area, draft_id=draft_id), SEE_OTHER)


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _answer(
    page: DraftPage, seen: str, errors: Mapping[str, str], *, asks_otherwise: bool = False
) -> ResponseReturnValue:
    """Tell the script what was saved, and what the rules say about it."""
    return jsonify(
        seen=seen,
        saved_at=time(page.line.changed_at),
        errors=errors,
        asks_otherwise=asks_otherwise,
        stand=_stand(page),
    )


def _stand(page: DraftPage) -> str:
    count, faults = len(page.active), len(page.faults)
    if not faults:
        return str(gettext("%(count)s von 18 Prüfpunkten, alles in Ordnung", count=count))
    return str(
        ngettext(
            "%(count)s von 18 Prüfpunkten, noch 1 Stelle zu ändern",
            "%(count)s von 18 Prüfpunkten, noch %(num)s Stellen zu ändern",
            faults,
            count=count,
        )
    )


def _conflict_known(conflict: DraftConflict) -> ResponseReturnValue | None:
    """Return what a script is told about a conflict; nothing for a person, who sees both texts."""
    if not _is_script():
        return None
    sentences = [gettext(part, **conflict.params) for part in conflict.sentences]
    return jsonify(message=" ".join(sentences), is_conflict=True), conflict.status


def _refused(area: Area, draft_id: str, refused: Refused) -> ResponseReturnValue:
    if _is_script():
        sentences = [gettext(part, **refused.params) for part in refused.sentences]
        return jsonify(message=" ".join(sentences)), refused.status
    return draft_view(area, draft_id, refused=refused), refused.status


def _point_page(found: DraftPoint, typed: Values | None = None, conflict: DraftConflict | None = None) -> str:
    values, shown = found.page.values, typed or found.point
    order = [one.id for one in found.page.active]
    place = order.index(str(shown["id"])) if shown["id"] in order else None
    return render_template(
        "checklists/draft_point.html",
        area=found.page.line.area,
        page=found.page,
        found=found,
        point=shown,
        seen=part_digest(conflict.current) if conflict else found.seen,
        errors={} if conflict else errors_at(found.faults),
        conflict=conflict,
        both=differing(conflict.current, shown, found.page.base_grid) if conflict else (),
        topics=_choices(values, "topics"),
        groups=_choices(values, "groups"),
        regimes=regimes_of(values),
        patterns=patterns_of(shown),
        new_patterns=NEW_PATTERNS,
        condition=condition_of(shown.get("applies_when"), values),
        stand=_stand(found.page),
        before=order[place - 1] if place else "",
        after=order[place + 1] if place is not None and place + 1 < len(order) else "",
    )


def _choices(values: Mapping[str, Plain], name: str) -> list[tuple[str, str]]:
    return [("", gettext("Bitte wählen")), *entries(values.get(name))]


def _head_errors(found: DraftPage) -> dict[str, str]:
    return errors_at(fault for fault in found.faults if fault not in _of_points(found))


def _of_points(found: DraftPage) -> list[object]:
    return [f for one in found.points for f in faults_at(found.values, found.faults, one.id)]


def _head_page(found: DraftPage, typed: Values | None = None, conflict: DraftConflict | None = None) -> str:
    shown = typed or head_of(found.values)
    return render_template(
        "checklists/draft_head.html",
        area=found.line.area,
        page=found,
        head=shown,
        as_of=typed_as_of(shown),
        seen=part_digest(conflict.current) if conflict else found.head,
        errors={} if conflict else _head_errors(found),
        conflict=conflict,
        both=differing(conflict.current, shown, found.base_grid) if conflict else (),
        months=_months(found, str(shown.get("valid_from") or "")),
        topics=entries(shown.get("topics")),
        groups=entries(shown.get("groups")),
        causes=entries(shown.get("causes")),
        stand=_stand(found),
    )


def _months(found: DraftPage, chosen: str) -> list[tuple[str, str]]:
    months = [found.earliest.shift(number) for number in range(MONTHS_AHEAD)]
    if found.line.valid_from and found.line.valid_from not in months:
        months.insert(0, found.line.valid_from)
    known = [(str(month), month_name(month, page_language())) for month in months]
    return known if chosen in dict(known) else [(chosen, chosen), *known]
