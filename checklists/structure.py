"""Holds plain values against a typed model and names every place that does not fit."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from checklists.faults import Fault, Steps
from checklists.tree import Plain

Model = TypeVar("Model", bound=BaseModel)
_Context = Mapping[str, object]

_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "string_type": "not_text",
    "bool_type": "not_bool",
    "int_type": "not_number",
    "int_from_float": "not_number",
    "date_type": "not_date",
    "date_parsing": "not_date",
    "date_from_datetime_parsing": "not_date",
    "date_from_datetime_inexact": "not_date",
    "tuple_type": "not_list",
    "list_type": "not_list",
    "dict_type": "not_block",
    "mapping_type": "not_block",
    "model_type": "not_block",
    "model_attributes_type": "not_block",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "string_pattern_mismatch": "wrong_form",
    "string_too_short": "empty",
    "too_short": "empty",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "control_character": "control_character",
    "not_scalar": "not_scalar",
    "no_condition": "no_condition",
}

_PARAMS: Mapping[str, Callable[[_Context], dict[str, object]]] = {
    "not_allowed": lambda context: {
        "allowed": str(context["expected"]).replace("'", "").replace(" or ", ", ")
    },
    "wrong_form": lambda context: {"pattern": context["pattern"]},
    "too_long": lambda context: {"limit": context["max_length"]},
    "too_small": lambda context: {"limit": context["ge"]},
    "too_large": lambda context: {"limit": context["le"]},
}


def fit(model: type[Model], data: Plain) -> tuple[Model | None, list[Fault]]:
    """Return the typed form of plain values, or everything that keeps them from having it.

    Parameters
    ----------
    model : type of BaseModel
        The model to hold the values against.
    data : Plain
        Values as read from a file or sent by the editor.

    Returns
    -------
    tuple of (model or None, list of Fault)
        The typed form and no faults, or None and at least one.

    Examples
    --------
    >>> from checklists.model import Topic
    >>> fit(Topic, {"id": "income", "label": "Einkommen"})[0].id
    'income'
    >>> [fault.in_english for fault in fit(Topic, {"id": "income", "name": 3})[1]]
    ['label: This entry is missing.', 'name: There is no such entry here.']
    """
    try:
        return model.model_validate_json(json.dumps(data)), []
    except ValidationError as error:
        faults = [_fault(detail, data) for detail in error.errors(include_url=False, include_input=False)]
        return None, faults


def _fault(detail: ErrorDetails, data: Plain) -> Fault:
    code = _CODES.get(detail["type"], "not_valid")
    params = _PARAMS[code](detail["ctx"]) if code in _PARAMS else {}
    return Fault(_steps(detail["loc"], data), code, params)


def _steps(location: Steps, data: Plain) -> Steps:
    """Keep the steps that exist in the file: marks of the model in between are no part of a path."""
    steps: list[str | int] = []
    here: Plain = data
    for position, step in enumerate(location):
        found, below = _below(here, step)
        is_missing_key = position == len(location) - 1 and not str(step).startswith(("<", "["))
        if found or is_missing_key:
            steps.append(step)
            here = below
    return tuple(steps)


def _below(here: Plain, step: str | int) -> tuple[bool, Plain]:
    if isinstance(here, Mapping) and step in here:
        return True, here[str(step)]
    if isinstance(here, Sequence) and not isinstance(here, str) and isinstance(step, int):
        return True, here[step]
    return False, None
