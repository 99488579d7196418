"""What has to fit together inside a grid beyond the form of its single entries.

The rules look at plain values, so they speak even where other parts of the file are broken, and a
broken file gives all its faults at once. A rule keeps silent where the form itself is wrong.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from checklists.condition_check import condition_faults, strata_faults
from checklists.faults import Fault
from checklists.tree import Node
from checklists.vocabulary import AmountDirection, Answer, CostBearer, ErrorKind, Relevance, Severity

REGULAR_POINTS = 18
OTHER = "other"

_BY_AREA = {
    "benefits": ("L", "legal_affairs_head", "case_file_benefit_unit"),
    "integration": ("M", "integration_head", "case_file_person"),
}
_ID_LISTS = ("topics", "groups", "causes", "case_attributes", "check_points", "risk_strata_suggestion")
_SCALES: dict[str, list[str]] = {
    "answer_scale": [*Answer],
    "severity_scale": [*Severity],
    "error_kind_scale": [*ErrorKind],
    "bearer_scale": [bearer for bearer in CostBearer if bearer is not CostBearer.NONE],
    "amount_direction_scale": [*AmountDirection],
    "relevance_scale": [*Relevance],
}
_MONEY_BEARERS = {CostBearer.FEDERAL, CostBearer.MUNICIPAL, CostBearer.BOTH}
_MONEY_DIRECTIONS = {AmountDirection.OVERPAYMENT, AmountDirection.UNDERPAYMENT}


def consistency_faults(grid: Node) -> list[Fault]:
    """Return everything that does not fit together in a grid, in no particular order.

    Parameters
    ----------
    grid : Node
        The whole grid as plain values, its form right or wrong.

    Returns
    -------
    list of Fault
        Empty for a grid that is consistent.

    Examples
    --------
    >>> grid = Node({"area": "benefits", "id": "benefits", "check_points": []})
    >>> consistency_faults(grid)[0].reason
    'A regular grid has exactly 18 active check points, this one has 0.'
    """
    return [fault for rule in _RULES for fault in rule(grid)]


def _ids(entries: Node) -> list[str]:
    return [text for entry in entries.items if (text := entry["id"].text) is not None]


def _number_of_points(grid: Node) -> Iterator[Fault]:
    if not isinstance(grid["check_points"].value, list):
        return
    count = sum(point["active"].value is not False for point in grid["check_points"].items)
    if grid["kind"].text == "focus":
        if not 1 <= count <= REGULAR_POINTS:
            yield grid["check_points"].fault("focus_point_count", count=count)
    elif count != REGULAR_POINTS:
        yield grid["check_points"].fault("point_count", count=count)


def _ids_once(grid: Node) -> Iterator[Fault]:
    lists = [grid[name] for name in _ID_LISTS]
    lists += [grid["legal_status"]["regimes"]]
    lists += [point["patterns"] for point in grid["check_points"].items]
    for entries in lists:
        seen: set[str] = set()
        for entry in entries.items:
            name = entry["id"].text
            if name in seen:
                yield entry["id"].fault("id_twice", id=name)
            seen.add(name or "")


def _references(grid: Node) -> Iterator[Fault]:
    for point in grid["check_points"].items:
        for key, name in (("topic", "topics"), ("group", "groups")):
            wanted = point[key].text
            if wanted is not None and wanted not in _ids(grid[name]):
                yield point[key].fault("reference_unknown", id=wanted, list=name)
        for regime, place in point["guidance_by_regime"].fields.items():
            if regime not in _ids(grid["legal_status"]["regimes"]):
                yield place.fault("reference_unknown", id=regime, list="legal_status.regimes")


def _last_pattern(grid: Node) -> Iterator[Fault]:
    for point in grid["check_points"].items:
        patterns = point["patterns"].items
        if patterns and patterns[-1]["id"].value != OTHER:
            yield patterns[-1]["id"].fault("last_pattern")


def _amounts(grid: Node) -> Iterator[Fault]:
    for point in grid["check_points"].items:
        amount = point["amount"]
        if amount["possible"].value is True:
            yield from _amount_with_money(amount)
        elif amount["possible"].value is False:
            is_plain = not amount["directions"].items and amount["bearer_choice"].value is not True
            if not is_plain or amount["cost_bearer"].value != CostBearer.NONE:
                yield amount.fault("amount_without_money")


def _amount_with_money(amount: Node) -> Iterator[Fault]:
    directions = [place.text for place in amount["directions"].items]
    unfit = set(directions) - _MONEY_DIRECTIONS
    if unfit or not directions or len(set(directions)) != len(directions):
        yield amount["directions"].fault("amount_direction")
    bearer = amount["cost_bearer"].text
    if bearer not in _MONEY_BEARERS:
        yield amount["cost_bearer"].fault("amount_bearer")
    if amount["bearer_choice"].value is True and bearer != CostBearer.BOTH:
        yield amount["bearer_choice"].fault("amount_choice")


def _scales(grid: Node) -> Iterator[Fault]:
    for name, expected in _SCALES.items():
        if sorted(_ids(grid[name])) != sorted(expected) and grid[name].items:
            yield grid[name].fault("scale_differs", expected=", ".join(sorted(expected)))


def _answers(grid: Node) -> Iterator[Fault]:
    for entry in grid["answer_scale"].items:
        counts = entry["counts_in_denominator"].value
        if isinstance(counts, bool) and counts != (entry["id"].value in {Answer.OK, Answer.FINDING}):
            yield entry["counts_in_denominator"].fault("denominator")
        if entry["id"].value == Answer.NOT_ASSESSABLE and entry["comment_required"].value is not True:
            yield entry["comment_required"].fault("comment_for_answer")


def _area(grid: Node) -> Iterator[Fault]:
    area = grid["area"].text
    if area not in _BY_AREA:
        return
    letter, approver, unit = _BY_AREA[area]
    expected = {grid["legal_status"]["approval_required_by"]: approver, grid["unit_of_check"]: unit}
    if grid["kind"].text != "focus":
        expected[grid["id"]] = area
    for place, word in expected.items():
        if place.text not in {word, None}:
            yield place.fault("area_differs", expected=word)
    for point in grid["check_points"].items:
        if point["id"].text and not point["id"].text.startswith(letter):
            yield point["id"].fault("point_id_letter", letter=letter)


def _validity(grid: Node) -> Iterator[Fault]:
    first, last = grid["valid_from"].text, grid["valid_to"].text
    if first and last and last < first:
        yield grid["valid_to"].fault("valid_to_before")


def _regimes(grid: Node) -> Iterator[Fault]:
    regimes = grid["legal_status"]["regimes"].items
    for position, regime in enumerate(regimes):
        is_last = position == len(regimes) - 1
        if (regime["from"].value is None) != (position == 0):
            yield regime["from"].fault("regime_open_start")
        if (regime["to"].value is None) != is_last:
            yield regime["to"].fault("regime_open_end")
        start, end = _date(regime["from"]), _date(regime["to"])
        if start and end and end < start:
            yield regime["to"].fault("regime_backwards")
        end_before = _date(regimes[position - 1]["to"]) if position else None
        if start and end_before and start != end_before + timedelta(days=1):
            yield regime["from"].fault("regime_gap", expected=end_before + timedelta(days=1))


def _date(place: Node) -> date | None:
    try:
        return date.fromisoformat(place.text or "")
    except ValueError:
        return None


def _attributes(grid: Node) -> Iterator[Fault]:
    known = _known(grid)
    for name in ("file_ref", "branch"):
        if name not in known and grid["case_attributes"].items:
            yield grid["case_attributes"].fault("attribute_missing", id=name)
    for attribute in grid["case_attributes"].items:
        yield from _attribute(attribute)
    if grid["regime_by"].text == "approval_period_start":
        start = known.get("approval_period_start", Node(None))
        if start["type"].text != "date":
            yield grid["regime_by"].fault("regime_by_attribute")


def _attribute(attribute: Node) -> Iterator[Fault]:
    has_list = attribute["type"].text in {"enum", "set"}
    values = [place.text for place in attribute["values"].items]
    if has_list != bool(values) and attribute["type"].text:
        yield attribute["values"].fault("values_missing" if has_list else "values_unexpected")
    for position, place in enumerate(attribute["values"].items):
        if place.text in values[:position]:
            yield place.fault("value_twice", value=place.text)
    excludes = attribute["excludes"].items
    if excludes and "exclude" not in [place.text for place in attribute["use"].items]:
        yield attribute["excludes"].fault("excludes_without_use")
    for place in excludes:
        if place.text is not None and place.text not in values:
            yield place.fault("value_unknown", attribute=attribute["id"].text, value=place.text)


def _known(grid: Node) -> dict[str, Node]:
    entries = grid["case_attributes"].items
    return {name: entry for entry in reversed(entries) if (name := entry["id"].text) is not None}


def _conditions(grid: Node) -> Iterator[Fault]:
    known = _known(grid)
    for point in grid["check_points"].items:
        yield from condition_faults(point["applies_when"], known, "applies")
    for stratum in grid["risk_strata_suggestion"].items:
        yield from condition_faults(stratum["when"], known, "strata")
    yield from strata_faults(grid["draw"], known)


_RULES: tuple[Callable[[Node], Iterator[Fault]], ...] = (
    _number_of_points,
    _ids_once,
    _references,
    _last_pattern,
    _amounts,
    _scales,
    _answers,
    _area,
    _validity,
    _regimes,
    _attributes,
    _conditions,
)
