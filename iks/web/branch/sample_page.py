"""The sample as its template wants it: facts, one next step, the files, what is missing."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from iks.domain.clock import local_date
from iks.domain.draw_proof import DrawVerdict
from iks.domain.due_stand import DueStand
from iks.domain.month import draw_time
from iks.domain.roles import Permission
from iks.output import numbers
from iks.services.check_file import SampleView
from iks.services.list_samples import SamplePlace
from iks.web.access import actor
from iks.web.branch.field_words import LIST_ID
from iks.web.branch.sample_lines import file_line, left_out_line, missing_lines
from iks.web.page_context import page_language
from iks.web.words import area_name, census_in_words

Context = dict[str, object]
FULL_SAMPLE = 10


def context(view: SampleView, places: Sequence[SamplePlace]) -> Context:
    """Return the sample for the template."""
    return {
        "area_label": area_name(view.area),
        "month_label": numbers.month_name(view.month, page_language()),
        "branch_name": view.branch_name,
        "heading": _heading(view),
        "facts": _facts(view) if view.files else [],
        "next": _next(view),
        "files": [file_line(view, line) for line in view.files],
        "empty": _why_empty(view),
        "left_out": [left_out_line(one) for one in view.left_out],
        "missing": [] if view.submitted else list(missing_lines(view.files)),
        "closing": _closing(view),
        "preview_url": _submit_url(view) if view.files or view.left_out else "",
        "help_links": _help_links(view),
        "drawn": _drawn(view),
        "places": _places(view, places),
    }


def _help_links(view: SampleView) -> list[tuple[str, str]]:
    """Return the other pages of the branch; only its head names a deputy."""
    place: dict[str, Any] = {"area": view.area, "branch": view.branch}
    links = [
        (gettext("Besprechen und beheben"), url_for("follow_up.page", **place)),
        (gettext("Eigene Zahlen neben dem Haus"), url_for("own_figures.page", **place)),
    ]
    if actor().may(Permission.GRANT_DEPUTY, view.area, view.branch):
        links.append((gettext("Vertretung eintragen"), url_for("deputies.page")))
    return [*links, (gettext("So wird gezogen"), url_for("explain.draw"))]


def _heading(view: SampleView) -> str:
    files = len(view.files)
    if files == FULL_SAMPLE:
        return str(gettext("Ihre zehn Akten"))
    if not files:
        return str(gettext("Ihre Akten"))
    return str(ngettext("Ihre Akte", "Ihre %(num)s Akten", files))


def _facts(view: SampleView) -> list[Context]:
    done = len(view.finished)
    faulty = [line for line in view.finished if line.findings]
    in_files = ngettext(
        "in %(faulty)s von einer geprüften Akte",
        "in %(faulty)s von %(num)s geprüften Akten",
        done,
        faulty=len(faulty),
    )
    checked = gettext("%(done)s von %(all)s Akten", done=done, all=view.expected)
    return [
        {"term": gettext("Geprüft"), "value": checked, "progress": (done, view.expected)},
        _due(view),
        {
            "term": gettext("Beanstandungen bisher"),
            "value": str(sum(line.findings for line in view.finished)),
            "more": in_files,
        },
    ]


def _due(view: SampleView) -> Context:
    if view.submitted:
        late = gettext("nach dem Monatsabschluss") if view.submitted_late else ""
        return {"term": gettext("Monat"), "value": gettext("abgegeben"), "more": late}
    if view.due_on is None:
        return {"term": gettext("Abgeben bis"), "value": gettext("steht noch nicht fest")}
    if view.due_stand is DueStand.MISSED:
        without = gettext("ohne Ihre Zweigstelle")
        return {"term": gettext("Monat"), "value": gettext("abgeschlossen"), "more": without}
    return {
        "term": gettext("Abgeben bis"),
        "value": numbers.weekday_date(view.due_on, page_language()),
        "more": _time_left(view),
    }


def _time_left(view: SampleView) -> str:
    if view.due_stand is DueStand.OVERDUE:
        return str(gettext("überfällig"))
    if not view.working_days_left:
        return str(gettext("heute ist der letzte Tag"))
    return str(ngettext("noch 1 Arbeitstag", "noch %(num)s Arbeitstage", view.working_days_left))


def _next(view: SampleView) -> Context | None:
    if view.submitted or not (view.files or view.left_out):
        return None
    if view.waits_for_others:
        return None
    month = numbers.month_only(view.month, page_language())
    if view.resume is None:
        return {
            "title": gettext("Alle Akten sind geprüft"),
            "text": gettext("Sehen Sie sich an, was die Zweigstelle verlässt, und geben Sie ab."),
            "url": _submit_url(view),
            "label": gettext("%(month)s abgeben", month=month),
        }
    resume, number = view.resume, view.resume.number
    if not resume.started:
        title, label = gettext("Als Nächstes"), gettext("Akte %(number)s prüfen", number=number)
        text = gettext("Akte %(number)s · noch nicht begonnen", number=number)
    else:
        title = gettext("Weiter, wo Sie aufgehört haben")
        label = gettext("Akte %(number)s weiter prüfen", number=number)
        text = _open_end(view)
    return {"title": title, "text": text, "url": _resume_url(view), "label": label}


def _open_end(view: SampleView) -> str:
    resume = view.resume
    if resume is None:
        return ""
    if resume.point:
        words = gettext(
            "Akte %(number)s · nächster offener Punkt: %(point)s %(title)s",
            number=resume.number,
            point=resume.point,
            title=resume.point_title,
        )
    elif resume.confirm_list:
        words = gettext("Akte %(number)s · nur noch die Bestandsliste bestätigen", number=resume.number)
    else:
        words = gettext("Akte %(number)s · nur noch abschließen", number=resume.number)
    return str(words)


def _resume_url(view: SampleView) -> str:
    resume = view.resume
    if resume is None:
        return ""
    end = LIST_ID if resume.confirm_list else "abschliessen"
    anchor = (resume.point or end) if resume.started else None
    return url_for("branch.check", sheet_id=resume.sheet_id, _anchor=anchor)


def _submit_url(view: SampleView) -> str:
    return url_for("branch.submit", area=view.area, month=view.month, branch=view.branch)


def _closing(view: SampleView) -> str:
    if view.submitted:
        return str(gettext("Dieser Monat ist abgegeben. Die Antworten stehen fest."))
    if view.due_stand is DueStand.MISSED:
        return str(
            gettext(
                "Der Monat ist ohne Ihre Zweigstelle abgeschlossen. Prüfen Sie die Akten trotzdem und geben "
                "Sie ab: Der Bericht nennt Ihre Abgabe, die Zahlen des Monats ändern sich nicht mehr."
            )
        )
    return str(
        gettext(
            "Sind alle Akten geprüft, geben Sie den Monat ab. Bis dahin können Sie jede Antwort noch ändern."
        )
    )


def _why_empty(view: SampleView) -> str:
    if view.files:
        return ""
    if view.left_out:
        return str(gettext("Von Ihren Akten lässt sich keine prüfen, und es gibt keine weitere."))
    if view.draw is not None:
        return str(
            gettext(
                "Ihre Zweigstelle hat in diesem Monat keine Akten in der Bestandsliste. Es ist nichts zu tun."
            )
        )
    when = numbers.weekday_date(local_date(draw_time(view.month)), page_language())
    return str(
        gettext(
            "Für diesen Monat sind noch keine Akten gezogen. Gezogen wird am %(when)s um 6:00 Uhr;"
            " Sie bekommen dann eine Mail.",
            when=when,
        )
    )


def _drawn(view: SampleView) -> Context | None:
    draw = view.draw
    if draw is None or not view.files:
        return None
    lot = gettext(
        "Durch das Los, am %(day)s um %(time)s Uhr, aus allen %(files)s laufenden Akten Ihrer Zweigstelle."
        " Niemand kann die Auswahl steuern, auch nicht die Systemverwaltung.",
        day=numbers.long_date(draw.drawn_at, page_language()),
        time=numbers.time(draw.drawn_at),
        files=numbers.number(draw.population, page_language()),
    )
    if draw.whole:
        why = gettext("Ihre Zweigstelle hat nicht mehr ziehbare Akten, als gezogen werden.")
        lot = f"{census_in_words(draw.whole)}. {why}"
    return {
        "sentences": [lot, _verified(view)],
        "explained_url": url_for("explain.draw"),
        "tickets": [
            {"number": f.number, "file_ref": f.file_ref, "rank": f.rank, "ticket": f.ticket}
            for f in view.files
        ],
    }


def _verified(view: SampleView) -> str:
    draw = view.draw
    if draw is None or draw.verified_at is None:
        return str(
            gettext("Die Innenrevision kann die Ziehung jederzeit nachrechnen, auf Wunsch in Ihrem Beisein.")
        )
    day = numbers.long_date(draw.verified_at, page_language())
    if draw.verdict == DrawVerdict.DIFFERS:
        return str(gettext("Nachgerechnet von der Innenrevision am %(day)s: weicht ab.", day=day))
    return str(gettext("Nachgerechnet von der Innenrevision am %(day)s: stimmt.", day=day))


def _places(view: SampleView, places: Sequence[SamplePlace]) -> list[Context]:
    """Return the other samples of the person, when there are any."""
    several = len({place.branch for place in places}) > 1
    links = [
        {
            "label": _place_words(place, several=several),
            "url": url_for("branch.sample", area=place.area, month=place.month, branch=place.branch),
            "current": (place.area, place.month, place.branch) == (view.area, view.month, view.branch),
        }
        for place in places
    ]
    return links if len(links) > 1 else []


def _place_words(place: SamplePlace, *, several: bool) -> str:
    month = numbers.month_only(place.month, page_language())
    parts = [area_name(place.area), month, *([place.branch_name] if several else [])]
    done = gettext("abgegeben") if place.submitted else f"{place.checked}/{place.expected}"
    return f"{' · '.join(parts)} ({done})"
