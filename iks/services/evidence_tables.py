"""Lay the stored rows of a month out as the tables of its evidence package."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum

from iks.domain.clock import local_date
from iks.domain.evidence import ANSWER_FIELDS, Cell, shown
from iks.domain.journaled_text import without_persons
from iks.store.casework import Answer, FileCheck, Submission
from iks.store.corrections import Correction
from iks.store.draws import Draw, SampleFile
from iks.store.follow_up import FollowUp
from iks.store.measures import Measure
from iks.store.releases import ReleasedPoint, ReleaseRows
from sampling import Allocation

Rows = tuple[tuple[Cell, ...], ...]


def draw_rows(draws: Sequence[Draw], proofs: Mapping[str, str]) -> Rows:
    """Return the draws; ``proofs`` names the file that proves each of them."""
    return tuple(
        (
            draw.draw_code,
            draw.attempt,
            Allocation(draw.allocation).text,
            str(draw.frame.reference_date),
            draw.frame.digest or "",
            draw.secret.commitment,
            draw.secret.position,
            draw.public_source,
            draw.public_value,
            day(draw.drawn_at),
            int(draw.late),
            day(draw.voided_at),
            without_persons(draw.void_reason or ""),
            draw.verdict or "",
            day(draw.verified_at),
            draw.bundle_digest or "",
            proofs.get(draw.id, ""),
        )
        for draw in draws
    )


def population_rows(draws: Sequence[Draw], branch: str) -> Rows:
    """Return how many files each list held; these counts outlive the list."""
    return tuple(
        (draw.draw_code, draw.attempt, code, stratum, status, files)
        for draw in draws
        for code, strata in sorted(draw.frame.counts.items())
        if branch in ("", code)
        for stratum, statuses in sorted(strata.items())
        for status, files in sorted(statuses.items())
    )


def sample_rows(files: Sequence[SampleFile]) -> Rows:
    """Return the drawn files with rank and ticket."""
    refs = {file.id: file.file_ref for file in files}
    return tuple(
        (
            *_place(file),
            file.stratum,
            file.rank,
            file.file_ref,
            file.ticket,
            refs.get(file.substitute_for_id or "", ""),
            text(file.exclusion_reason),
            day(file.excluded_at),
            file.receiving_branch or "",
        )
        for file in files
    )


def numbered(sheets: Sequence[FileCheck]) -> dict[str, tuple[Cell, ...]]:
    """Return, by id of a sheet, what tells it: place, file number and the number of the sheet."""
    seen: Counter[str] = Counter()
    found: dict[str, tuple[Cell, ...]] = {}
    for sheet in sheets:
        seen[sheet.sample_file_id] += 1
        file = sheet.sample_file
        found[sheet.id] = (*_place(file), file.file_ref, seen[sheet.sample_file_id])
    return found


def sheet_rows(sheets: Sequence[FileCheck], places: Mapping[str, tuple[Cell, ...]]) -> Rows:
    """Return the sheets themselves."""
    return tuple(
        (
            *places[sheet.id],
            sheet.state.value,
            sheet.regimes,
            day(sheet.finished_at),
            without_persons(sheet.void_reason or ""),
            day(sheet.voided_at),
        )
        for sheet in sheets
    )


def answer_rows(sheets: Sequence[FileCheck], places: Mapping[str, tuple[Cell, ...]]) -> Rows:
    """Return the answers as they stand."""
    return tuple(
        (*places[sheet.id], answer.check_point, *_values(answer), int(answer.list_was_wrong))
        for sheet in sheets
        for answer in sorted(sheet.answers, key=lambda answer: answer.check_point)
    )


def correction_rows(found: Iterable[Correction], places: Mapping[str, tuple[Cell, ...]]) -> Rows:
    """Return old and new values, by file, then by version and point."""
    rows = [
        (
            *places[one.file_check_id],
            one.check_point,
            one.submission.version,
            day(one.submission.submitted_at),
            _as_json(one.before),
            _as_json(one.after),
        )
        for one in found
    ]
    return _by_place(rows)


def submission_rows(found: Iterable[Submission]) -> Rows:
    """Return the versions of the submissions."""
    return tuple(
        (one.branch_code, one.version, day(one.submitted_at), without_persons(one.reason)) for one in found
    )


def remedy_rows(found: Iterable[FollowUp], places: Mapping[str, tuple[Cell, ...]]) -> Rows:
    """Return what became of findings in the files; talks stay in the branch."""
    rows = [
        (
            *places[one.file_check_id],
            one.check_point,
            text(one.remedy),
            str(one.remedy_due_on or ""),
            str(one.remedied_on or ""),
        )
        for one in found
        if one.remedy is not None
    ]
    return _by_place(rows)


def released_rows(in_time: ReleaseRows, newest: ReleaseRows, branch: str) -> Rows:
    """Return the counts that branches released, before the close and, where they differ, afterwards."""
    late = {(one.branch_code, one.version): one.late for one in (*in_time.releases, *newest.releases)}
    sums: dict[tuple[str, int, str], Counter[str]] = {}
    for point in {(_key(row), row.stratum): row for row in (*in_time.points, *newest.points)}.values():
        if branch in ("", point.branch_code):
            sums.setdefault(_key(point), Counter()).update(
                ok=point.ok,
                finding=point.finding,
                not_applicable=point.not_applicable,
                not_assessable=point.not_assessable,
            )
    names = ("ok", "finding", "not_applicable", "not_assessable")
    return tuple(
        (code, version, int(late[code, version]), check_point, *(counts[name] for name in names))
        for (code, version, check_point), counts in sorted(sums.items())
    )


def measure_rows(found: Iterable[Measure]) -> Rows:
    """Return decided measures; which branches they are for is not said."""
    return tuple(
        (
            one.title,
            one.kind.value,
            " ".join(point.check_point for point in one.points),
            one.responsible.value,
            str(one.start),
            str(one.due),
            one.state.value,
            str(one.ended_on or ""),
        )
        for one in found
    )


def day(moment: datetime | None) -> str:
    """Return the day of a moment; the time of day is nobody's business."""
    return str(local_date(moment)) if moment else ""


def text(value: Enum | None) -> str:
    """Return a value of a closed list as it is stored."""
    return str(value.value) if value is not None else ""


def _key(row: ReleasedPoint) -> tuple[str, int, str]:
    return row.branch_code, row.version, row.check_point


def _place(file: SampleFile) -> tuple[Cell, ...]:
    return file.draw.draw_code, file.draw.attempt, file.branch_code, file.position


def _values(answer: Answer) -> tuple[Cell, ...]:
    stored = {name: getattr(answer, name) for name in ANSWER_FIELDS}
    seen = shown({name: text(value) if isinstance(value, Enum) else value for name, value in stored.items()})
    return tuple(_cell(seen.get(name)) for name in ANSWER_FIELDS)


def _cell(value: object) -> Cell:
    return value if isinstance(value, int) else str(value or "")


def _as_json(entry: Mapping[str, object]) -> str:
    return json.dumps(shown(entry), ensure_ascii=False, sort_keys=True)


def _by_place(rows: list[tuple[Cell, ...]]) -> Rows:
    return tuple(sorted(rows, key=lambda row: (*map(str, row[:3]), int(str(row[3])))))
