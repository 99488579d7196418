"""Headers that every answer carries, error pages and files included."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

_RULES = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    # The design system's icons are data addresses inside its own style sheet.
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
]
POLICY = "; ".join(_RULES)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def add_headers(app: Flask) -> None:
    """Set the headers behind every request, and name files so that a new version is fetched at once."""

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and app.static_folder:
            values["v"] = _version(Path(app.static_folder) / str(values["filename"]))

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Cache-Control"] = _caching()
        response.headers["Vary"] = "Cookie"
        return response


def _caching() -> str:
    if request.endpoint != "static":
        return "no-store"
    # What a file fetches itself carries no version, so the browser asks whether it has changed.
    return "public, max-age=31536000, immutable" if "v" in request.args else "public, no-cache"


@lru_cache(maxsize=256)
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
