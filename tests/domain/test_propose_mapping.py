import doctest
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import build_checklist, load_builtin, plain_values
from iks.domain.frame_columns import Column, read_columns
from iks.domain.frame_fault import FrameFileRejected
from iks.domain.frame_mapping import builtin_mapping, check_mapping, load_mapping
from iks.domain.frame_text import plain_name
from iks.domain.mapping_draft import AttributeDraft, MappingDraft, draft_of, draft_text, offered_attributes
from iks.domain.propose_mapping import Sources, propose, refresh
from iks.domain.propose_words import attribute_draft, branch_words

GRIDS = {area: load_builtin(area) for area in ("benefits", "integration")}
BRANCHES = {"Z01": "Mitte", "Z02": "Nord", "Z06": "Bad Cannstatt"}
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


def propose_for(headings, *values, area="benefits", earlier=()):
    columns = [Column(name, words) for name, words in zip(headings, values, strict=True)]
    return propose(columns, Sources(GRIDS[area], BRANCHES, earlier))


@pytest.mark.parametrize("area", ["benefits", "integration"])
def test_a_mapping_written_as_a_draft_reads_back_the_same(area):
    mapping = builtin_mapping(area)

    again = load_mapping(draft_text(draft_of(mapping, BRANCHES), GRIDS[area], BRANCHES))

    assert again == mapping


@settings(max_examples=60, deadline=None)
@given(heading=WORDS, words=st.lists(WORDS, unique_by=plain_name, min_size=1), data=st.data())
def test_whatever_words_a_list_uses_the_written_mapping_holds_them(heading, words, data):
    meant = {word: data.draw(st.sampled_from(["initial", "renewal"])) for word in words}
    attributes = {"decision_kind": AttributeDraft(heading, meant)}
    draft = MappingDraft(AttributeDraft("Zweigstelle"), AttributeDraft("Nummer"), attributes=attributes)

    found = load_mapping(draft_text(draft, GRIDS["benefits"], BRANCHES)).attributes["decision_kind"]

    assert (found.column, {word: found.values.get(word, word) for word in words}) == (heading, meant)


def test_values_say_more_than_headings():
    draft = propose_for(["Personen", "Kennung"], ("1", "2", "3-4", "5+"), ("a", "b"))

    assert draft.attributes["benefit_unit_size"].column == "Personen"


def test_a_column_whose_values_do_not_fit_is_not_proposed():
    draft = propose_for(["Monat der letzten Entscheidung"], ("gestern", "heute"))

    assert "last_decision_month" not in draft.attributes


def test_every_column_is_given_to_one_attribute_only():
    headings = ["Selbstständig", "Selbstständige Tätigkeit"]
    draft = propose_for(headings, ("ja", "nein"), ("ja", "nein"))

    columns = [entry.column for entry in draft.attributes.values()]
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("ZwSt Nord", "Z02"),
        ("Z02 Nord", "Z02"),
        ("bad cannstatt", "Z06"),
        ("Nordost", ""),
        ("Mitte/Nord", ""),
    ],
)
def test_a_branch_is_found_in_longer_words_but_never_guessed(word, code):
    assert branch_words(Column("Ort", (word,)), BRANCHES) == {word: code}


def test_a_word_that_only_looks_alike_stays_open():
    entry = GRIDS["benefits"].attribute("decision_kind")
    known = draft_of(builtin_mapping("benefits"), BRANCHES)

    words = attribute_draft(Column("Art", ("Erstbewilligung", "Weiterbewiligung")), entry, [known]).words

    assert words == {"Erstbewilligung": "", "Weiterbewiligung": "renewal"}


@pytest.mark.parametrize(
    ("name", "words", "form"),
    [
        ("approval_period_start", ("01.10.2026", "01.11.2026"), "DD.MM.YYYY"),
        ("approval_period_start", ("2026-10-01",), "YYYY-MM-DD"),
        ("last_decision_month", ("10/2026",), "MM/YYYY"),
        ("last_decision_month", ("Oktober",), ""),
    ],
)
def test_the_form_of_dates_follows_from_the_values(name, words, form):
    assert attribute_draft(Column("x", words), GRIDS["benefits"].attribute(name)).format == form


def test_kinds_of_funding_are_split_at_the_sign_that_the_list_uses():
    entry = GRIDS["integration"].attribute("funding_kinds")

    draft = attribute_draft(Column("x", ("AGH; Coaching", "Coaching")), entry)

    assert (draft.separator, set(draft.words)) == (";", {"AGH", "Coaching"})


def test_a_sensitive_attribute_is_neither_offered_nor_written():
    grid = plain_values(GRIDS["benefits"])
    entry = next(one for one in grid["case_attributes"] if one["id"] == "provisional")
    entry |= {"sensitive": True}
    built = build_checklist(grid)
    draft = MappingDraft(attributes={"provisional": AttributeDraft("vorläufig", {"ja": "true"})})

    assert "provisional" not in {offered.id for offered in offered_attributes(built)}
    assert "vorläufig" not in draft_text(draft, built, BRANCHES)


def test_a_branch_by_other_words_is_written_with_its_words_only():
    draft = MappingDraft(
        AttributeDraft("Ort", {"Mitte": "Z01", "ZwSt Nord": "Z02", "offen": ""}),
        AttributeDraft("Nummer"),
    )

    found = load_mapping(draft_text(draft, GRIDS["benefits"], BRANCHES))

    assert (found.branch.by, found.branch.values) == ("name", {"ZwSt Nord": "Z02"})


def test_what_a_person_chose_stays_when_the_list_is_read_again():
    sent = MappingDraft(
        AttributeDraft("Ort", {"N": "Z02"}),
        AttributeDraft("Nummer"),
        attributes={"provisional": AttributeDraft("V", {"x": "true"}), "self_employed": AttributeDraft()},
    )
    columns = [Column("Ort", ("N", "Mitte")), Column("V", ("x", "nein")), Column("Selbstständig", ("ja",))]

    draft = refresh(sent, columns, Sources(GRIDS["benefits"], BRANCHES, (builtin_mapping("benefits"),)))

    assert draft.branch.words == {"N": "Z02", "Mitte": "Z01"}
    assert draft.attributes["provisional"].words == {"x": "true", "nein": "false"}
    assert "self_employed" not in draft.attributes


def test_a_proposal_for_a_known_list_fits_the_grid():
    area = "integration"
    data = (
        b"zweigstelle_id,kundennummer,altersgruppe,zugang_12m,vermittelbar,foerderung_12m,foerderarten,"
        b"in_massnahme,massnahme_beendet_6m,selbststaendig,ort\n"
        b"Z01,354L982193,55+,ja,ja,nein,AGH,nein,nein,nein,Archiv\n"
        b"Z02,354L982194,30-54,nein,nein,ja,,ja,ja,ja,Gericht\n"
    )
    sources = Sources(GRIDS[area], BRANCHES, (builtin_mapping(area),))

    draft = propose(read_columns(data, ()), sources)

    check_mapping(load_mapping(draft_text(draft, GRIDS[area], BRANCHES)), GRIDS[area])
    assert draft.pattern == r"\d{3}[A-Z]\d{6}"


@pytest.mark.parametrize(
    "data", [b"Lieber Herr Maier,\nviele Gr\xc3\xbc\xc3\x9fe\n", b"nur eine Spalte\n1\n2\n"]
)
def test_a_file_without_a_table_has_no_columns(data):
    with pytest.raises(FrameFileRejected) as rejected:
        read_columns(data, ())

    assert [fault.code for fault in rejected.value.faults] == ["no_table"]


@pytest.mark.parametrize(
    "name",
    ["absent_branch", "frame_columns", "likeness", "mapping_draft", "propose_mapping", "propose_words"],
)
def test_the_examples_in_the_docstrings_hold(name):
    found = doctest.testmod(import_module(f"iks.domain.{name}"))

    assert found.failed == 0
    assert found.attempted > 0
