"""Conditions over the attributes of a case file, as a small typed tree.

A condition is ``always``, or ``all`` or ``any`` of several, or one comparison of an attribute:
``eq``, ``in``, ``not_in`` or ``contains``. What a condition yields where an attribute is not known
is said in ``checklists.rules``.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PlainValidator, StringConstraints, Tag
from pydantic_core import PydanticCustomError

OPERATORS = ("eq", "in", "not_in", "contains")
_KINDS = ("always", "all", "any", *OPERATORS)


class Frozen(BaseModel):
    """A part of a grid: unknown entries are refused, nothing is converted, nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, serialize_by_alias=True)

    @classmethod
    def words(cls) -> frozenset[str]:
        """Return the words under which the entries stand in the file."""
        return frozenset(entry.alias or name for name, entry in cls.model_fields.items())


def _text_or_truth(value: object) -> bool | str:
    if isinstance(value, bool | str):
        return value
    raise PydanticCustomError("not_scalar", "A text or a truth value is expected.")


AttributeName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,47}$")]
Scalar = Annotated[bool | str, PlainValidator(_text_or_truth)]


class Always(Frozen):
    """Holds for every file."""

    always: Literal[True]


class Equals(Frozen):
    """Holds where the attribute has exactly this value."""

    attribute: AttributeName = Field(alias="attr")
    value: Scalar = Field(alias="eq")


class OneOf(Frozen):
    """Holds where the attribute has one of these values."""

    attribute: AttributeName = Field(alias="attr")
    values: tuple[str, ...] = Field(alias="in", min_length=1)


class NoneOf(Frozen):
    """Holds where the attribute has another value than these."""

    attribute: AttributeName = Field(alias="attr")
    values: tuple[str, ...] = Field(alias="not_in", min_length=1)


class Contains(Frozen):
    """Holds where the attribute, a set, has this member."""

    attribute: AttributeName = Field(alias="attr")
    value: str = Field(alias="contains")


class AllOf(Frozen):
    """Holds where every part holds."""

    terms: tuple["Rule", ...] = Field(alias="all", min_length=1)


class AnyOf(Frozen):
    """Holds where at least one part holds."""

    terms: tuple["Rule", ...] = Field(alias="any", min_length=1)


def _kind(value: Any) -> str | None:  # noqa: ANN401 - it is handed whatever stands in the file.
    """Return the first word that says which condition this is; the tag is bracketed to be told from a key."""
    words = value.words() if isinstance(value, Frozen) else value
    if not isinstance(words, Mapping | frozenset):
        return None
    return next((f"<{kind}>" for kind in _KINDS if kind in words), None)


Comparison: TypeAlias = Equals | OneOf | NoneOf | Contains
Rule = Annotated[
    Annotated[Always, Tag("<always>")]
    | Annotated[AllOf, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Equals, Tag("<eq>")]
    | Annotated[OneOf, Tag("<in>")]
    | Annotated[NoneOf, Tag("<not_in>")]
    | Annotated[Contains, Tag("<contains>")],
    Discriminator(
        _kind,
        custom_error_type="no_condition",
        custom_error_message="A condition is expected here.",
    ),
]
"""Any condition; which one is told by its first word."""

AllOf.model_rebuild()
AnyOf.model_rebuild()


def attributes_of(rule: Rule) -> frozenset[str]:
    """Return the names of the attributes a condition asks.

    Parameters
    ----------
    rule : Rule
        Any condition.

    Returns
    -------
    frozenset of str
        Empty for ``always``.

    Examples
    --------
    >>> sorted(attributes_of(Equals(attr="provisional", eq=True)))
    ['provisional']
    """
    if isinstance(rule, Always):
        return frozenset()
    if isinstance(rule, AllOf | AnyOf):
        return frozenset().union(*(attributes_of(term) for term in rule.terms))
    return frozenset({rule.attribute})
