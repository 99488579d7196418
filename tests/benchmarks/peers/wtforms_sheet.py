"""The check form as WTForms makes it by default: one sub-form per point, its widgets render every field.

The page carries the same texts, the same layout and the same choices as the real one, and asks the same
services. ``whole`` puts the fields of a finding into each point, as a form without fragments must;
without it the page asks for the four answers alone, as the real one does before anything is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, request
from wtforms import BooleanField, DecimalField, Form, FormField, IntegerField, RadioField, StringField
from wtforms.fields import TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from iks.domain.roles import Permission
from iks.services import check_file
from iks.web.access import actor, db, guarded, runtime
from iks.web.branch import check_page, posted

if TYPE_CHECKING:
    from checklists.model import Checklist, CheckPoint

LONGEST_REASON, LONGEST_NOTE, LONGEST_EFFECT = 500, 4000, 120
MONEY = ("direction", "amount", "months", "bearer")

PAGE = """{% extends "layouts/base.html" %}
{% from "components/check_sticky.html" import check_sticky %}
{% block title %}Akte {{ sheet.number }}{% endblock %}
{% block content %}<h1 class="kern-heading-large">Akte {{ sheet.file_ref }}</h1>{{ check_sticky(sheet) }}
<form class="iks-wrap" id="check-form" method="post" novalidate>
<input type="hidden" name="csrf_token" value="{{ csrf_token }}">
<input type="hidden" name="version" value="{{ sheet.version }}">
{% for point in sheet.points %}{% set part = form[point.id] %}
<div class="iks-point" id="{{ point.id }}"><fieldset><legend><h2 class="iks-point__head">{{ point.id }}
{{ point.title }}</h2><span>{{ point.question }}</span></legend>{{ point.help }}
{% for field in part %}<div class="kern-form-input">{{ field.label(class="kern-label") }}{{ field() }}
{% for error in field.errors %}<p class="kern-error">{{ error }}</p>{% endfor %}</div>{% endfor %}
</fieldset></div>{% endfor %}
<button class="kern-btn" name="action" value="save">Zwischenspeichern</button></form>{% endblock %}"""


def choice(label: str, entries: list[tuple[Any, str]]) -> Any:
    """Give a field of radio buttons that may stay empty."""
    return RadioField(label, choices=[(str(value), text) for value, text in entries], validators=[Optional()])


def point_form(grid: Checklist, point: CheckPoint, *, whole: bool) -> type[Form]:
    """Give the sub-form of one point."""
    fields = {"answer": choice("Antwort", [(a.id.value, a.label) for a in grid.answer_scale])}
    if whole:
        fields |= {
            "pattern": choice("Fehlerbild", [(p.id, p.label) for p in point.patterns]),
            "cause": choice("Ursache", [(c.id, c.label) for c in grid.causes]),
            "kind": choice("Art des Fehlers", [(k.id, k.label) for k in grid.error_kind_scale]),
            "severity": choice("Schwere", [(s.id, s.label) for s in grid.severity_scale]),
            "direction": choice("Wirkung", [(d.id.value, d.label) for d in grid.amount_direction_scale]),
            "amount": DecimalField("Betrag im Monat", [Optional(), NumberRange(min=0)]),
            "months": IntegerField("Monate", [Optional(), NumberRange(1, LONGEST_EFFECT)]),
            "bearer": choice("Wer trägt die Kosten?", [(b.id.value, b.label) for b in grid.bearer_scale]),
            "relevance": choice("Relevanz", [(r.id.value, r.label) for r in grid.relevance_scale]),
            "reason": StringField("Grund", [Length(max=LONGEST_REASON)]),
            "note": TextAreaField("Notiz", [Length(max=LONGEST_NOTE)]),
            "disputed": BooleanField("Sachbearbeitung sieht es anders"),
        }
        if not point.amount.possible:
            fields = {name: field for name, field in fields.items() if name not in MONEY}
    return type(f"Point{point.id}", (Form,), fields)


def sheet_form(grid: Checklist, *, whole: bool) -> type[Form]:
    """Give the form of a whole sheet."""
    parts = {p.id: FormField(point_form(grid, p, whole=whole), separator=".") for p in grid.points}
    return type("SheetForm", (Form,), parts)


def blueprint(*, whole: bool) -> Blueprint:
    """Give a room with the page behind ``/peer/<sheet_id>``."""
    name = "whole" if whole else "answers"
    made = Blueprint(f"peer_{name}", __name__, url_prefix=f"/peer-{name}")
    # Classes and template are made once, as an application would.
    kept: dict[str, Any] = {}

    def form_class(opened: check_file.OpenSheet) -> Any:
        if opened.area not in kept:
            kept[opened.area] = sheet_form(opened.sheet.grid, whole=whole)
        return kept[opened.area]

    def page(opened: check_file.OpenSheet, form: Form) -> str:
        if "page" not in kept:
            kept["page"] = current_app.jinja_env.from_string(PAGE)
        context: dict[str, Any] = {"sheet": check_page.context(opened), "form": form}
        current_app.update_template_context(context)
        return str(kept["page"].render(context))

    @made.get("/<sheet_id>")
    @guarded(Permission.CHECK_FILES, hidden=True)
    def show(sheet_id: str) -> str:
        opened = check_file.open_sheet(db(), actor(), sheet_id)
        stored = {point: {"answer": entry.value.value} for point, entry in opened.sheet.entries.items()}
        return page(opened, form_class(opened)(data=stored))

    @made.post("/<sheet_id>")
    @guarded(Permission.CHECK_FILES, hidden=True)
    def save(sheet_id: str) -> str:
        opened = check_file.open_sheet(db(), actor(), sheet_id)
        form = form_class(opened)(request.form)
        if form.validate():
            sent = posted.read(request.form)
            check_file.save_answers(
                db(), runtime().clock, actor(), sheet_id, sent.version, sent.entries, whole_page=True
            )
        return page(check_file.open_sheet(db(), actor(), sheet_id), form)

    return made
