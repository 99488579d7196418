"""What leaves the branch, as the template wants it: made from the very counts that would be released."""

from collections import Counter
from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext

from checklists.model import Checklist
from iks.domain.finding import Dimension
from iks.domain.substitution import pattern_labels
from iks.domain.values import Area
from iks.errors import N_
from iks.output import numbers
from iks.services.submit_month import Preview, Submitted
from iks.services.write_model_case import ModelCaseView
from iks.web.branch.field_words import worker_name
from iks.web.page_context import page_language
from iks.web.words import EXCLUSIONS, area_name, mark_kind, unit_name

Context = dict[str, object]
Rows = list[Context]

_UNIT_NAMES = {Area.BENEFITS: N_("Grundsatz und Recht"), Area.INTEGRATION: N_("Markt und Integration")}
_DISTRIBUTION = (N_("keine"), N_("eine"), N_("zwei"), N_("drei und mehr"))
_STRATA = {"funded": N_("gefördert"), "unfunded": N_("nicht gefördert")}
_COUNTS = ("ok", "finding", "not_applicable", "not_assessable")


def context(preview: Preview) -> Context:
    """Return the preview for the template."""
    points = _points(preview)
    counts = preview.counts
    return {
        "area_label": area_name(preview.area),
        "month_label": numbers.month_name(preview.month, page_language()),
        "month_only": numbers.month_only(preview.month, page_language()),
        "branch_name": preview.branch_name,
        "unit": unit_name(preview.area),
        "unit_name": gettext(_UNIT_NAMES[preview.area]),
        "points": points,
        "total": _total(points),
        "strata": _by_stratum(preview),
        "regimes": _regimes(preview),
        "list_wrong": sum(row.list_was_wrong for row in counts.points),
        "answers": sum(getattr(row, name) for row in counts.points for name in _COUNTS),
        "patterns": _patterns(preview),
        "causes": _causes(preview),
        "amounts": _amounts(preview),
        "distribution": [(gettext(_DISTRIBUTION[row.findings]), row.count) for row in counts.file_counts],
        "stock": _stock(preview),
        "systemic": sum(row.systemic for row in counts.points),
        "kind_name": mark_kind,
        "cases": [_case(case) for case in preview.cases],
        "notes": preview.notes,
        "worker": worker_name(preview.area),
        "missing": [] if preview.submitted else _missing(preview),
        "submitted": _submitted(preview.submitted) if preview.submitted else "",
        "late": preview.late,
        "nothing": preview.expected == 0 and not preview.not_found,
        "not_found": preview.not_found,
        "list_url": url_for("branch.sample", area=preview.area, month=preview.month, branch=preview.branch),
    }


def _case(case: ModelCaseView) -> Context:
    return {
        "title": f"{case.point} {case.title}",
        "url": url_for("model_cases.page", sheet_id=case.sheet_id, point=case.point),
        "screened": case.screened,
        "leaves": case.screened.may_leave or not case.changeable,
    }


def _points(preview: Preview, strata: Sequence[str] = ()) -> Rows:
    """Add up the released rows by point, over all strata or over those that are named."""
    rows = [row for row in preview.counts.points if not strata or row.stratum in strata]
    found = [row for row in preview.counts.findings if not strata or row.stratum in strata]
    sums = Counter({(row.check_point, name): 0 for row in rows for name in _COUNTS})
    for row in rows:
        for name in _COUNTS:
            sums[row.check_point, name] += getattr(row, name)
    for one in found:
        sums[one.check_point, one.code] += one.count
    return [
        {
            "id": point.id,
            "title": point.title,
            "major": sums[point.id, "major"],
            "material": sums[point.id, "material"],
            **{name: sums[point.id, name] for name in _COUNTS},
        }
        for point in preview.grid.points
    ]


def _total(points: Rows) -> Context:
    names = ("major", "material", *_COUNTS)
    return {name: sum(point[name] for point in points) for name in names}  # type: ignore[misc]


def _by_stratum(preview: Preview) -> Rows:
    codes = [row.stratum for row in preview.counts.strata]
    if len(codes) == 1:
        return []
    tables = [(_stratum(code), _points(preview, [code])) for code in codes]
    return [{"name": name, "points": rows, "total": _total(rows)} for name, rows in tables]


def _stratum(code: str) -> str:
    return str(gettext(_STRATA[code])) if code in _STRATA else code


def _regimes(preview: Preview) -> Rows:
    labels = {regime.id: regime.label.partition(" (")[0] for regime in preview.grid.legal_status.regimes}
    return [
        {
            "point": row.check_point,
            "regime": ", ".join(labels.get(code, code) for code in row.regime.split(",")),
            "ok": row.ok,
            "finding": row.finding,
        }
        for row in preview.counts.regimes
        if row.ok or row.finding
    ]


def _by_code(preview: Preview, dimension: Dimension) -> Iterable[tuple[str, str, int]]:
    """Yield point, code and count in the order of the grid, strata added up."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in preview.counts.findings:
        if row.dimension == dimension:
            sums[row.check_point, row.code] += row.count
    for (point, code), count in sorted(sums.items()):
        yield point, code, count


def _patterns(preview: Preview) -> Rows:
    labels = {(p.id, code): label for p in preview.grid.points for code, label in pattern_labels(p).items()}
    return [
        {"point": point, "words": labels[point, code], "count": count}
        for point, code, count in _by_code(preview, Dimension.PATTERN)
    ]


def _causes(preview: Preview) -> Rows:
    labels = {cause.id: cause.label for cause in preview.grid.causes}
    return [
        {"point": point, "words": labels[code], "count": count}
        for point, code, count in _by_code(preview, Dimension.CAUSE)
    ]


def _amounts(preview: Preview) -> Rows:
    sums: dict[tuple[str, str, str], list[int]] = {}
    for row in preview.counts.amounts:
        files_and_cents = sums.setdefault((row.check_point, row.direction, row.bearer), [0, 0])
        files_and_cents[0] += row.files
        files_and_cents[1] += row.sum_cents
    words = _money_words(preview.grid)
    return [
        {"point": point, "words": f"{words[direction]}, {words[bearer]}", "files": files, "cents": cents}
        for (point, direction, bearer), (files, cents) in sorted(sums.items())
    ]


def _money_words(grid: Checklist) -> dict[str, str]:
    directions = {direction.id.value: direction.label for direction in grid.amount_direction_scale}
    return directions | {bearer.id.value: bearer.label for bearer in grid.bearer_scale}


def _stock(preview: Preview) -> list[tuple[str, int]]:
    names = (
        ("population", gettext("Im Bestand")),
        ("drawn", gettext("Gezogen")),
        ("checked", gettext("Geprüft")),
    )
    several = len(preview.counts.strata) > 1
    lines = [
        (f"{name}, {_stratum(row.stratum)}" if several else name, getattr(row, field))
        for field, name in names
        for row in preview.counts.strata
    ]
    replaced = [
        (gettext("Ersetzt: %(reason)s", reason=gettext(EXCLUSIONS[row.reason])), row.count)
        for row in preview.counts.substitutions
    ]
    return lines + replaced


def _missing(preview: Preview) -> list[tuple[str, str]]:
    return [
        (
            gettext("Akte %(number)s ist noch nicht fertig geprüft", number=file.number),
            url_for("branch.check", sheet_id=file.sheet_id),
        )
        for file in preview.unfinished
    ]


def _submitted(done: Submitted) -> str:
    day = numbers.long_date(done.at, page_language())
    clock = numbers.time(done.at)
    return str(gettext("Abgegeben am %(day)s um %(time)s Uhr. Das ist hinausgegangen:", day=day, time=clock))
