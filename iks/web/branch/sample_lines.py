"""The lines of a sample: how far each file is, and what is missing in it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from flask import url_for
from flask_babel import gettext, ngettext

from iks.domain.clock import local_date
from iks.domain.values import CheckState
from iks.output import numbers
from iks.services.check_file import FileLine, SampleView
from iks.services.show_sample import LeftOut
from iks.web.access import runtime
from iks.web.answer_words import field_name
from iks.web.branch import list_words
from iks.web.branch.field_words import LIST_ID
from iks.web.branch.people_words import in_words
from iks.web.page_context import page_language
from iks.web.words import EXCLUSIONS

Context = dict[str, object]
FEW = 3


def file_line(view: SampleView, line: FileLine) -> Context:
    """Return one file for the list."""
    status, kind = _status(line)
    page = "branch_files.ask" if line.handed_over else "branch.check"
    is_open = not view.submitted and not line.handed_over and line.state is not CheckState.FINISHED
    return {
        "key": line.number,
        "number": line.number,
        "file_ref": line.file_ref,
        "url": url_for(page, sheet_id=line.sheet_id),
        "meta": list(_meta(view, line)),
        "status": status,
        "kind": kind,
        "exclude_url": url_for("branch_files.ask", sheet_id=line.sheet_id) if is_open else "",
    }


def _status(line: FileLine) -> tuple[str, str]:
    if line.state is CheckState.FINISHED:
        return gettext("Geprüft"), "success"
    if line.handed_over:
        return gettext("Prüft Ihre Vertretung"), "info"
    if line.state is CheckState.NOT_STARTED:
        return gettext("Noch nicht begonnen"), ""
    how_far = line.progress
    if how_far.answered < how_far.expected:
        words = gettext("In Arbeit: %(done)s von %(all)s", done=how_far.answered, all=how_far.expected)
        return words, "info"
    if line.missing:
        words = ngettext("1 Angabe fehlt", "%(num)s Angaben fehlen", len(line.missing))
        return words, "warning"
    return gettext("Noch abschließen"), "warning"


def _meta(view: SampleView, line: FileLine) -> Iterable[str]:
    told = [list_words.in_a_line(view.area, line.attributes)]
    if line.substitute:
        told.append(gettext("Ersatzakte"))
    if line.taken_over:
        told.append(gettext("Ihnen übergeben"))
    if line.handed_over:
        told.append(gettext("Befangenheit erklärt"))
    elif line.state is CheckState.FINISHED:
        told.append(
            ngettext("1 Beanstandung", "%(num)s Beanstandungen", line.findings)
            if line.findings
            else gettext("keine Beanstandung")
        )
    if first := " · ".join(filter(None, told)):
        yield first
    if people := in_words(line.others):
        yield people
    if line.state is CheckState.IN_PROGRESS and not line.handed_over:
        yield _in_progress(line)


def _in_progress(line: FileLine) -> str:
    how_far = line.progress
    if how_far.answered == how_far.expected and line.missing:
        return _few_missing(line)
    if line.saved_at is None:
        return ""
    day = local_date(line.saved_at)
    clock = numbers.time(line.saved_at)
    if day == local_date(runtime().clock.now()):
        return str(gettext("zuletzt heute, %(time)s Uhr", time=clock))
    return str(gettext("zuletzt am %(day)s", day=numbers.long_date(day, page_language())))


def _few_missing(line: FileLine) -> str:
    """Name what is missing: "L14: Ursache", or the number of things where these are many."""
    if len(line.missing) > FEW:
        return str(ngettext("1 Angabe fehlt", "%(num)s Angaben fehlen", len(line.missing)))
    told = [
        f"{problem.point}: {field_name(problem.field)}"
        if problem.point
        else gettext("Bestandsliste bestätigen")
        for problem in line.missing
    ]
    return ", ".join(told)


def missing_lines(files: Sequence[FileLine]) -> Iterable[tuple[str, str]]:
    """Name what holds up the submission, files that are not begun together."""
    own = [line for line in files if not line.handed_over]
    for begun, group in groupby(own, key=lambda line: line.state is not CheckState.NOT_STARTED):
        lines = list(group)
        if not begun:
            yield _not_begun(lines), ""
            continue
        for line in lines:
            if line.state is not CheckState.FINISHED:
                yield (
                    _what_is_open(line),
                    url_for("branch.check", sheet_id=line.sheet_id, _anchor=_place(line)),
                )
    for line in files:
        if line.handed_over and line.state is not CheckState.FINISHED:
            yield (
                gettext("Akte %(number)s: prüft Ihre Vertretung", number=line.number),
                url_for("branch_files.ask", sheet_id=line.sheet_id),
            )


def _not_begun(lines: Sequence[FileLine]) -> str:
    first, last = lines[0].number, lines[-1].number
    if first == last:
        return str(gettext("Akte %(number)s: noch nicht begonnen", number=first))
    return str(gettext("Akten %(first)s bis %(last)s: noch nicht begonnen", first=first, last=last))


def _place(line: FileLine) -> str:
    return line.progress.next_open or (LIST_ID if line.missing else "abschliessen")


def _what_is_open(line: FileLine) -> str:
    how_far = line.progress
    unanswered = how_far.expected - how_far.answered
    if not unanswered:
        words = _few_missing(line) if line.missing else gettext("abschließen")
        return str(gettext("Akte %(number)s: %(what)s", number=line.number, what=words))
    what = ngettext("1 Punkt", "%(num)s Punkte", unanswered)
    if any(not problem.point for problem in line.missing):
        what += ", " + gettext("%(num)s zu bestätigen", num=how_far.not_applicable)
    return str(gettext("Akte %(number)s: %(what)s", number=line.number, what=what))


def left_out_line(one: LeftOut) -> Context:
    """Return a file that dropped out: why, what moved up, and the ways to its sheet and to settle it."""
    reason = gettext(EXCLUSIONS[one.reason])
    words = gettext("Nicht zu prüfen: %(file)s (%(reason)s).", file=one.file_ref, reason=reason)
    if one.followed_by:
        words += " " + gettext("Dafür ist Akte %(number)s nachgerückt.", number=one.followed_by)
    elif one.moved_up:
        words += " " + gettext("Auch die Akte, die dafür nachrückte, ist ausgefallen.")
    else:
        words += " " + gettext("Eine weitere Akte hat die Zweigstelle nicht.")
    return {
        "words": words,
        "file_ref": one.file_ref,
        "sheet_url": url_for("branch.check", sheet_id=one.sheet_id) if one.sheet_id else "",
        "settle_url": url_for("branch_files.missing", file_id=one.missing_id) if one.missing_id else "",
    }
