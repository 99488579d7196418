"""Vendored files are the published ones, nothing comes from elsewhere, and every named file is there."""

import hashlib
import re

from tests.templates.pages_under_test import STATIC, TEMPLATES

KERN = STATIC / "kern"
LONGEST_TEMPLATE = 120


def test_the_design_system_is_vendored_unmodified():
    listed = re.findall(
        r"^\| (\S+) \| ([0-9a-f]{64}) \|$", (KERN / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(listed) == 4
    for name, digest in listed:
        assert hashlib.sha256((KERN / name).read_bytes()).hexdigest() == digest


def test_style_sheets_and_scripts_name_only_files_that_exist_here():
    named = 0
    for path in [*STATIC.glob("*.css"), *STATIC.glob("js/**/*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|@import", text), path.name
        for other in re.findall(r'url\("([^"]+)"\)|from "([^"]+)"', text):
            named += 1
            assert (path.parent / "".join(other)).is_file(), other
    assert named >= 7


def test_templates_are_short_documented_and_never_switch_escaping_off():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= LONGEST_TEMPLATE, path.name
        # A report as a file of its own carries its style with it; no page of the service does.
        styled = "" if path == TEMPLATES / "reports" / "document.html" else "|<style"
        assert not re.search(rf"\|\s*safe|autoescape false|\sstyle=\"{styled}", text), path.name
    for path in (TEMPLATES / "components").glob("*.html"):
        assert path.read_text(encoding="utf-8").startswith("{#- "), path.name
