"""Addresses to go back to: only those of this program."""

from urllib.parse import urlencode, urlsplit

from flask import request, url_for

# Browsers leave out control characters and take a backslash for a slash, so "/\t/elsewhere" leads away.
_LAST_CONTROL = " "


def own_address(target: str) -> str:
    """Return an address of this program as it is, and the start page for every other one."""
    parts = urlsplit(target)
    plain = "\\" not in target and all(sign > _LAST_CONTROL for sign in target)
    own = plain and target.startswith("/") and not target.startswith("//") and not parts.netloc
    return target if own else url_for("start.my_tasks")


def this_page() -> str:
    """Return the address of this page without its language; the start page where it answers a form."""
    if request.method != "GET":
        return url_for("start.my_tasks")
    rest = urlencode([(name, text) for name, text in request.args.items(multi=True) if name != "lang"])
    return f"{request.path}?{rest}" if rest else request.path
