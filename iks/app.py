"""The web application: named steps in their order, the guards last (``flask --app iks.app``)."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from iks.config import Settings, load_settings
from iks.domain.clock import Clock
from iks.output.template_folder import template_folder
from iks.web.register import add_pages
from iks.wiring import Runtime, build_runtime, session_key

HERE = Path(__file__).parent
UPLOAD_LIMIT = 10 * 1024 * 1024
# The form fields around an uploaded file need a little room of their own.
FORM_ROOM = 64 * 1024


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Flask:
    """Build the application of one process.

    Raises
    ------
    ConfigurationError
        With every wrong setting, or every route that declares no permission.
    """
    settings = settings or load_settings()
    app = Flask("iks", root_path=str(HERE), template_folder=str(template_folder()))
    _configure(app, settings)
    app.extensions["iks"] = build_runtime(settings, clock)
    add_pages(app)
    return app


def runtime_of(app: Flask) -> Runtime:
    """Return the parts that the application works with."""
    found: Runtime = app.extensions["iks"]
    return found


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=session_key(settings),
        SESSION_COOKIE_NAME=settings.cookie_name,
        SESSION_COOKIE_SECURE=not settings.demo,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Longer than any sign-in: the server ends those, and the cookie still proves whose late form it is.
        PERMANENT_SESSION_LIFETIME=timedelta(days=4),
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT + FORM_ROOM,
        MAX_FORM_MEMORY_SIZE=UPLOAD_LIMIT,
        BABEL_TRANSLATION_DIRECTORIES=str(HERE / "translations"),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
