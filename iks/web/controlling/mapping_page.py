"""The page on which controlling says once what the columns and words of a list mean."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from flask import render_template
from flask_babel import gettext

from checklists.model import CaseAttribute
from checklists.vocabulary import AttributeType
from iks.domain.frame_columns import Column
from iks.domain.frame_fault import FrameFileRejected
from iks.domain.frame_mapping import FrameMapping, MappingRejected, builtin_mapping
from iks.domain.mapping_draft import AttributeDraft, MappingDraft, draft_of, draft_text, offered_attributes
from iks.domain.month import Month
from iks.domain.propose_mapping import Sources, propose, refresh
from iks.domain.propose_words import FORMATS, SEPARATORS
from iks.domain.values import Area
from iks.services import view_frames
from iks.services.read_columns import columns_of_file
from iks.services.remember_mapping import mapping_desk
from iks.web.access import actor, db, runtime
from iks.web.controlling.forms import sent_draft, sent_file, sent_headings, typed_month
from iks.web.controlling.frames_page import RefusedList, fault_row, upload_context
from iks.web.controlling.words import value_name

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MappingRow:
    """One thing that a list says about a file: its column, and what the words in it mean."""

    name: str
    label: str
    required: bool
    draft: AttributeDraft
    samples: tuple[str, ...] = ()
    values: Choices = ()
    formats: Choices = ()
    separators: Choices = ()
    # The column that is remembered for it.
    remembered: str = ""

    @property
    def is_wanted(self) -> bool:
        """Whether the list has to say this, or says it."""
        return self.required or bool(self.draft.column)

    @property
    def is_known(self) -> bool:
        """Whether everything is as it was remembered, so that nobody has to look."""
        return self.draft.column == self.remembered != "" and not self.open_words

    @property
    def open_words(self) -> int:
        """How many words have no meaning yet."""
        return sum(not meaning for meaning in self.draft.words.values())


class MappingForm:
    """What a request says about the mapping of an area, beside what is known already."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.next_lists = view_frames.next_lists(db(), runtime().clock, actor())
        self.month = typed_month() or self._next_month()
        self.desk = mapping_desk(db(), actor(), area, self.month)
        self.branches = dict(self.desk.branches)
        self.offered = offered_attributes(self.desk.grid)

    def _next_month(self) -> Month:
        return next(wanted.month for wanted in self.next_lists if wanted.area is self.area)

    @cached_property
    def sources(self) -> Sources:
        """What is known already; the mapping that comes with the program teaches words too."""
        remembered = self.desk.remembered
        shipped = builtin_mapping(self.area)
        earlier: tuple[FrameMapping, ...] = (remembered, shipped) if remembered else (shipped,)
        return Sources(self.desk.grid, self.branches, earlier)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the sent file, if it has any; without one those that the page showed before."""
        data = sent_file()
        if data is None:
            return tuple(Column(name) for name in sent_headings())
        known = {name for mapping in self.sources.earlier for name in mapping.columns}
        return columns_of_file(data, known)

    @cached_property
    def draft(self) -> MappingDraft:
        """What the person chose; before that, what can be proposed."""
        sent = sent_draft([entry.id for entry in self.offered])
        if not sent_headings():
            return propose(self.columns, self.sources)
        return refresh(sent, self.columns, self.sources) if sent_file() is not None else sent

    @property
    def text(self) -> str:
        """The mapping as it will be remembered."""
        return draft_text(self.draft, self.desk.grid, self.branches)

    def missing(self) -> dict[str, str]:
        """Return for each field that must not stay empty what to do there."""
        labels = {row.name: row.label for row in self.rows if row.required and not row.draft.column}
        return {
            f"{name}-column": gettext("Bitte wählen Sie die Spalte für „%(label)s“.", label=label)
            for name, label in labels.items()
        }

    def faulty(self, rejected: MappingRejected) -> dict[str, str]:
        """Return the faults of a mapping by the field at which each is to be seen."""
        found: dict[str, str] = {}
        for fault in rejected.faults:
            steps = [str(step) for step in fault.steps if step != "attributes"]
            part = "pattern" if steps[1:2] == ["pattern"] else "column"
            found[f"{steps[0]}-{part}" if steps else "file"] = fault.reason_de
        return found

    @cached_property
    def rows(self) -> tuple[MappingRow, ...]:
        """All things that the list can say about a file: branch and number first, then the required ones."""
        codes = tuple((code, f"{code} {name}") for code, name in self.branches.items())
        own = (
            self._row(MappingRow("branch", gettext("Zweigstelle"), True, self.draft.branch, values=codes)),
            self._row(MappingRow("file_ref", gettext("Aktenzeichen"), True, self.draft.file_ref)),
        )
        return (*own, *(self._row(self._attribute(entry)) for entry in self.offered))

    def _attribute(self, entry: CaseAttribute) -> MappingRow:
        kind = entry.type
        values = ("true", "false") if kind is AttributeType.BOOL else entry.values
        draft = self.draft.attributes.get(entry.id, AttributeDraft())
        forms = dict.fromkeys([draft.format, *FORMATS.get(kind, ())])
        signs = dict.fromkeys([draft.separator, *SEPARATORS])
        return MappingRow(
            name=entry.id,
            label=entry.label,
            required=entry.required,
            draft=draft,
            values=tuple((value, value_name(value)) for value in values),
            formats=tuple((form, form) for form in forms if form) if kind in FORMATS else (),
            separators=tuple((sign, sign) for sign in signs if sign) if kind is AttributeType.SET else (),
        )

    def _row(self, row: MappingRow) -> MappingRow:
        samples = {column.name: column.samples for column in self.columns}
        remembered = self._remembered.get(row.name, AttributeDraft()).column
        return replace(row, samples=samples.get(row.draft.column, ()), remembered=remembered)

    @cached_property
    def _remembered(self) -> dict[str, AttributeDraft]:
        if self.desk.remembered is None:
            return {}
        draft = draft_of(self.desk.remembered, self.branches)
        return {"branch": draft.branch, "file_ref": draft.file_ref, **draft.attributes}


def mapping_page(
    form: MappingForm, errors: Mapping[str, str] | None = None, refused: RefusedList | None = None
) -> str:
    """Return the page: the columns of the sent file with what they mean, or the question for a file."""
    problems = dict(errors or {})
    try:
        columns = form.columns
    except FrameFileRejected as rejected:
        columns = ()
        problems |= {"file": fault_row(rejected.faults[0])[2]}
    remembered = form.desk.remembered
    return render_template(
        "controlling/mapping.html",
        area=form.area,
        columns=columns,
        rows=form.rows if columns else (),
        pattern=form.draft.pattern if columns else "",
        remembered=_remembered_rows(form, remembered) if remembered else (),
        errors=problems,
        refused=refused,
        **upload_context(form.next_lists),
    )


def _remembered_rows(form: MappingForm, mapping: FrameMapping) -> list[tuple[str, str, str]]:
    """Return label, column and meaning of the words of everything that is remembered."""
    draft = draft_of(mapping, form.branches)
    rows = [
        (gettext("Zweigstelle"), draft.branch.column, _words(dict(mapping.branch.values))),
        (gettext("Aktenzeichen"), draft.file_ref.column, draft.pattern),
    ]
    for entry in form.offered:
        chosen = draft.attributes.get(entry.id)
        if chosen:
            named = {word: value_name(meaning) for word, meaning in chosen.words.items()}
            rows.append((entry.label, chosen.column, chosen.format or _words(named)))
    return rows


def _words(words: Mapping[str, str]) -> str:
    return ", ".join(f"{word} = {meaning}" if word != meaning else word for word, meaning in words.items())
