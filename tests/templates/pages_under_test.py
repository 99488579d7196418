"""The templates without the house around them: one page or macro rendered from plain values."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined

from iks.output import numbers

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "iks" / "static"
FORMATS = ("number", "percent", "euro", "long_date", "month_name", "time")


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


def render_macro(component: str, macro: str, *values: object, **named: object) -> str:
    """Return what one macro makes of plain values, with no-break spaces as spaces."""
    app = page_app()
    with app.test_request_context():
        module = app.jinja_env.get_template(f"components/{component}.html").module
        return str(getattr(module, macro)(*values, **named)).replace("\xa0", " ")
