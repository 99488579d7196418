"""The pages: every route is guarded, every template is used, every text can be translated."""

import ast
import re
from pathlib import Path

import pytest

from iks.app import create_app
from iks.config import Settings
from iks.domain.roles import Permission
from iks.errors import ConfigurationError
from iks.web.access import GUARD, guarded, refuse_unguarded
from tests.house.source import ROOT, modules, templates

PUBLIC = {
    "auth.sign_in",
    "auth.sign_out",
    "auth.signed_out",
    "auth.first_password",
    "start.display",
    "preferences.language",
}
REFERENCE = re.compile(r"""(?:extends|include|import|from)\s+["']([^"']+\.(?:html|txt|svg))["']""")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a house that nobody has set up."""
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'iks.db'}",
        secret_key="k" * 40,
        seed_key_file=tmp_path / "seed.key",
        demo=True,
    )


def test_every_route_names_its_permission(settings: Settings) -> None:
    app = create_app(settings)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert len(rules) > 20
    named = {rule.endpoint: getattr(app.view_functions[rule.endpoint], GUARD) for rule in rules}
    assert {
        endpoint for endpoint, permission in named.items() if permission is Permission.PUBLIC
    } <= PUBLIC | {endpoint for endpoint in named if endpoint.startswith("health.")}


def test_the_application_does_not_start_with_an_unguarded_route(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/open", "open_door", lambda: "open")
    with pytest.raises(ConfigurationError, match="open_door"):
        refuse_unguarded(app)
    app.view_functions["open_door"] = guarded(Permission.SIGNED_IN)(lambda: "closed")
    refuse_unguarded(app)


def test_every_template_is_used() -> None:
    used = {name for text in templates().values() for name in REFERENCE.findall(text)}
    for tree in modules().values():
        strings = (
            n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        )
        used |= {text for text in strings if text.endswith((".html", ".txt", ".svg"))}
    mails = {name for name in templates() if name.startswith("mail/")}
    assert set(templates()) - used - mails == set()


def test_every_mail_template_has_an_occasion() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in modules())
    mails = {Path(name).stem for name in templates() if name.startswith("mail/")}
    assert {mail for mail in mails if f'"{mail}"' not in source} == set()


def test_no_german_text_stands_in_a_template_outside_gettext() -> None:
    bare: dict[str, list[str]] = {}
    for name, text in templates().items():
        if name.startswith("mail/"):
            continue
        stripped = re.sub(r"{% block main_class %}.*?{% endblock %}", "", text)
        stripped = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", stripped, flags=re.DOTALL)
        stripped = re.sub(r"<[^>]+>|&[a-z]+;", " ", stripped)
        words = [w for w in re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", stripped) if w not in {"iks", "YAML"}]
        if words:
            bare[name] = words[:5]
    assert bare == {}


def test_the_program_needs_nothing_outside_the_checkout() -> None:
    marks = ("../" + "shared",)
    texts = [*modules(), *(ROOT / "templates").rglob("*.html")]
    assert [p for p in texts if any(mark in p.read_text(encoding="utf-8") for mark in marks)] == []
