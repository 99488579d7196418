"""The templates without the house around them: one page or macro rendered from plain values."""

from pathlib import Path
from types import SimpleNamespace as View

import yaml
from flask import Flask, render_template
from flask_babel import Babel
from jinja2 import StrictUndefined

from iks.output import numbers

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "iks" / "static"
FORMATS = ("number", "percent", "euro", "long_date", "month_name", "time")
UNSET = ("pattern", "cause", "preset", "kind", "severity", "direction", "total", "bearer")
UNSET += ("relevance", "relevance_hint")
FRAME = {
    "page_lang": "de",
    "csrf_token": "token",
    "demo_mode": False,
    "org_name": "Jobcenter",
    "theme": None,
    "nav_items": [],
    "footer_links": [],
    "user_label": None,
    "sign_out_url": "/out",
}


def page_app() -> Flask:
    """Return an application that can do nothing but render."""
    app = Flask("pages", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.secret_key = "test"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_locale="de")
    for name in FORMATS:
        app.add_template_filter(getattr(numbers, name), name)
    return app


def render_page(template: str, **context: object) -> str:
    """Return a whole page."""
    with page_app().test_request_context():
        return render_template(template, **(FRAME | context))


def render_macro(component: str, macro: str, *values: object, **named: object) -> str:
    """Return what one macro makes of plain values, with no-break spaces as spaces."""
    app = page_app()
    with app.test_request_context():
        module = app.jinja_env.get_template(f"components/{component}.html").module
        return str(getattr(module, macro)(*values, **named)).replace("\xa0", " ")


def grid(area: str) -> dict[str, list[dict[str, object]]]:
    """Return a grid as it travels with the project."""
    text = (ROOT / "checklists" / "data" / f"{area}-2026-12.yaml").read_text(encoding="utf-8")
    loaded: dict[str, list[dict[str, object]]] = yaml.safe_load(text)
    return loaded


def sheet(area: str, finding: str = "") -> View:
    """Return the form of an untouched file; one point may stand open with its panel."""
    points = [_point(area, point, finding) for point in grid(area)["check_points"]]
    return View(
        file_ref="67702BG2616527",
        number=5,
        of=10,
        area_label="Leistung",
        month_label="Dezember 2026",
        branch_name="Bad Cannstatt",
        unit="GuR",
        action_url="/branch/check/abc",
        list_url="/branch/benefits/2026-12",
        version=3,
        saved_at=None,
        facts=[{"term": "Letzte Entscheidung", "value": "Weiterbewilligung", "size": "mid"}],
        links=[],
        answered=0,
        expected=18,
        not_applicable=1,
        next_open="L01",
        open_points=[point.id for point in points],
        may_void=True,
        void_reason="",
        void_error=None,
        listed=View(points=[], confirmed_at=None),
        points=points,
    )


def _point(area: str, point: dict[str, object], finding: str) -> View:
    is_open = point["id"] == finding
    extra = point.get("guidance_by_regime", {}).get("from_2026_07")  # type: ignore[attr-defined]
    return View(
        id=point["id"],
        title=point["title"],
        question=point["question"],
        guidance=[View(heading="", text=text) for text in (point["guidance"], extra) if text],
        minor=point["error_minor"],
        major=point["error_major"],
        legal_bases=[View(heading="", text=", ".join(point["legal_basis"]))],  # type: ignore[arg-type]
        applies=point.get("applies_when_text", "Immer"),
        answer="finding" if is_open else None,
        listed=None,
        error=None,
        panel=finding_panel(area, point) if is_open else None,
    )


def finding_panel(area: str, point: dict[str, object], **given: object) -> View:
    """Return the panel of a finding with all its fields empty."""
    lists = grid(area)
    empty = {
        "point": point["id"],
        "answer": "finding",
        "errors": {},
        "patterns": [
            (row["id"], row["label"], {"attrs": {"data-kind": row["kind"], "data-severity": row["severity"]}})
            for row in point["patterns"]  # type: ignore[attr-defined]
        ],
        "causes": [(row["id"], row["label"]) for row in lists["causes"]],
        "directions": [(row["id"], row["label"]) for row in lists["amount_direction_scale"]],
        "bearers": [(row["id"], row["label"]) for row in lists["bearer_scale"]],
        "money": True,
        "disputed": False,
        "amount": "",
        "months": "",
        "note": "",
    }
    unset = dict.fromkeys(UNSET)
    return View(**(empty | unset | given))
