"""Headers that every answer carries, error pages and files included."""

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
    """Set the headers behind every request."""

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.endpoint == "static":
            response.cache_control.public, response.cache_control.max_age = True, 3600
        else:
            response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Cookie"
        return response
