import doctest
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import build_checklist, load_builtin, plain_values
from iks.domain.frame_mapping import MappingRejected, builtin_mapping, check_mapping, load_mapping
from iks.domain.frame_sentences import MAPPING_SENTENCES

HEAD = "schema: iks.frame-mapping/1\narea: benefits\n"
COLUMNS = 'branch: {column: "Zweigstelle", by: name}\nfile_ref: {column: "BG-Nummer"}\n'
GRIDS = {area: load_builtin(area) for area in ("benefits", "integration")}


def faults_of(text):
    """Return path and code of every fault of a mapping that has to be refused."""
    with pytest.raises(MappingRejected) as rejected:
        load_mapping(text)
    return [(fault.path, fault.code) for fault in rejected.value.faults]


def faults_against_grid(text, area="benefits"):
    with pytest.raises(MappingRejected) as rejected:
        check_mapping(load_mapping(text), GRIDS[area])
    return {(fault.path, fault.code) for fault in rejected.value.faults}


def with_attribute(entry, name="housing_kind"):
    return f"{HEAD}{COLUMNS}attributes:\n  {name}: {entry}\n"


@pytest.mark.parametrize("area", ["benefits", "integration"])
def test_the_shipped_mappings_fit_the_shipped_grids(area):
    mapping = builtin_mapping(area)

    check_mapping(mapping, GRIDS[area])

    assert mapping.area == area
    assert len(mapping.columns) == {"benefits": 12, "integration": 11}[area]


def test_words_that_other_readers_take_for_truth_values_can_be_mapped():
    entry = "{column: x, values: {yes: true, no: false, 1: true}}"

    mapping = load_mapping(with_attribute(entry, "provisional"))

    assert mapping.attributes["provisional"].values == {"yes": True, "no": False, "1": True}


def test_all_faults_of_a_mapping_are_named_at_once_with_line_and_reason():
    text = (
        f"{HEAD.replace('benefits', 'housing')}"
        'branch: {column: "Ort", by: colour}\n'
        'file_ref: {column: 3, pattern: "(a+)+"}\n'
        "attributes:\n  housing_kind: {colunm: x}\n  housing_kind: {column: y}\n"
    )

    assert faults_of(text) == [
        ("area", "not_allowed"),
        ("branch.by", "not_allowed"),
        ("file_ref.column", "not_text"),
        ("file_ref.pattern", "pattern_form"),
        ("attributes.housing_kind.column", "missing"),
        ("attributes.housing_kind.colunm", "unknown_key"),
        ("attributes.housing_kind", "key_twice"),
    ]
    with pytest.raises(MappingRejected) as rejected:
        load_mapping(text)
    assert rejected.value.in_german.splitlines()[1] == (
        "Zeile 3, branch.by: Dieser Wert ist hier nicht erlaubt; erlaubt: name, code."
    )
    assert str(rejected.value) == "Die Zuordnung der Spalten hat 7 Fehler. Es wurde nichts übernommen."


@pytest.mark.parametrize("text", ["\n", "a: [\n", "- x\n"])
def test_a_file_that_is_no_mapping_is_refused(text):
    assert [path for path, _ in faults_of(text)] == [""]


def test_a_mapping_that_does_not_exist_is_refused(tmp_path: Path):
    assert faults_of(tmp_path / "none.yaml") == [("", "file_missing")]


def test_branch_and_number_cannot_share_a_column():
    text = HEAD + COLUMNS.replace("BG-Nummer", " ZWEIGSTELLE") + "attributes: {}\n"

    assert faults_of(text) == [("file_ref.column", "same_column")]


def test_a_word_with_two_meanings_is_refused():
    text = with_attribute("{column: x, values: {Miete: rent, MIETE: none}}")

    assert faults_of(text) == [("attributes.housing_kind.values", "value_ambiguous")]


@pytest.mark.parametrize(
    "pattern", [r"\d{5}BG\d{7}", r"\d{3}[A-Z]\d{6}", "[0-9]{1,12}", "A-[0-9]{4}/?", r"\d{4}|[A-Z]{2}\d"]
)
def test_plain_forms_of_file_numbers_are_accepted(pattern):
    text = HEAD + COLUMNS.replace('"BG-Nummer"', f"\"BG-Nummer\", pattern: '{pattern}'") + "attributes: {}\n"

    assert load_mapping(text).file_ref.pattern == pattern


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "a*", ".*", "[0-9]+", "|", "[9-0]", "a?a?a?a?a?", "[0-9]{7,2}", "(?i)x", r"\w{3}", "a{2"],
)
def test_forms_that_could_make_the_check_slow_or_mean_nothing_are_refused(pattern):
    text = HEAD + COLUMNS.replace('"BG-Nummer"', f"\"BG-Nummer\", pattern: '{pattern}'") + "attributes: {}\n"

    assert faults_of(text) == [("file_ref.pattern", "pattern_form")]


def test_what_the_grid_requires_has_to_be_mapped():
    required = {entry.id for entry in GRIDS["benefits"].case_attributes if entry.required}

    assert faults_against_grid(HEAD + COLUMNS + "attributes: {}\n") == {
        (f"attributes.{name}", "attribute_unmapped") for name in required - {"branch", "file_ref"}
    }


@pytest.mark.parametrize(
    ("name", "entry", "path", "code"),
    [
        ("weather", "{column: x}", "attributes.weather", "attribute_not_in_grid"),
        ("branch", "{column: x}", "attributes.branch", "attribute_not_in_grid"),
        (
            "housing_kind",
            '{column: x, separator: "|"}',
            "attributes.housing_kind.separator",
            "separator_unfit",
        ),
        ("housing_kind", "{column: x, format: MM}", "attributes.housing_kind.format", "format_unfit"),
        (
            "last_decision_month",
            "{column: x, format: DD.MM.YYYY}",
            "attributes.last_decision_month.format",
            "format_unfit",
        ),
        (
            "approval_period_start",
            "{column: x, format: MM.YYYY}",
            "attributes.approval_period_start.format",
            "format_unfit",
        ),
        (
            "approval_period_start",
            "{column: x, values: {heute: now}}",
            "attributes.approval_period_start.values",
            "values_unfit",
        ),
        (
            "housing_kind",
            "{column: x, values: {Miete: rented}}",
            "attributes.housing_kind.values.Miete",
            "value_unknown",
        ),
        (
            "housing_kind",
            "{column: x, values: {Miete: true}}",
            "attributes.housing_kind.values.Miete",
            "value_unknown",
        ),
        (
            "provisional",
            '{column: x, values: {ja: "true"}}',
            "attributes.provisional.values.ja",
            "value_not_bool",
        ),
    ],
)
def test_what_does_not_fit_the_grid_is_named(name, entry, path, code):
    assert (path, code) in faults_against_grid(with_attribute(entry, name))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("last_decision_month", "MM/YYYY"),
        ("last_decision_month", "YYYYMM"),
        ("approval_period_start", "YYYY-MM-DD"),
    ],
)
def test_usual_formats_of_dates_are_accepted(name, form):
    text = with_attribute(f'{{column: x, format: "{form}"}}', name)

    assert (f"attributes.{name}.format", "format_unfit") not in faults_against_grid(text)


def test_a_mapping_of_the_other_area_is_named_as_that():
    text = (HEAD + COLUMNS + "attributes: {}\n").replace("benefits", "integration")

    assert ("area", "area_of_mapping") in faults_against_grid(text)


def test_a_required_attribute_that_is_sensitive_need_not_be_mapped():
    values = plain_values(GRIDS["benefits"])
    for attribute in values["case_attributes"]:
        attribute["sensitive"] = True
    grid = build_checklist(values)

    assert check_mapping(load_mapping(HEAD + COLUMNS + "attributes: {}\n"), grid) is None


def test_every_reason_has_a_german_and_an_english_sentence_with_the_same_places():
    for code, sentences in MAPPING_SENTENCES.items():
        assert len(set(sentences)) == 2, code
        places = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in sentences]
        assert places[0] == places[1], code


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("abz:{}[]|\\d,\"'\n ?*+"), max_size=40))
def test_no_text_gives_anything_but_a_mapping_or_its_faults(text):
    with pytest.raises(MappingRejected) as rejected:
        load_mapping(HEAD + COLUMNS + text + "\n")

    assert rejected.value.in_german


@pytest.mark.parametrize(
    "name",
    [
        "frame_fault",
        "frame_file",
        "frame_mapping",
        "frame_rows",
        "frame_text",
        "frame_values",
    ],
)
def test_the_examples_in_the_docstrings_are_right(name):
    outcome = doctest.testmod(import_module(f"iks.domain.{name}"))

    assert outcome.failed == 0
    assert outcome.attempted
