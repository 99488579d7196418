import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import ChecklistRejected, builtin, load_checklist
from checklists.sentences import SENTENCES
from checklists.tree import SIZE_LIMIT, plain_scalar, read_tree

PLANTED = {
    # what stands in the shipped grid: (what is written instead, path, code)
    'version: "2026.12"': ("version: 2026.12", "version", "not_text"),
    "language: de": ("language: fr", "language", "not_allowed"),
    "yes_means: ok": ("yes_means: ok\ncolour: blue", "colour", "unknown_key"),
    '{id: A, label: "Antrag, Anspruch, Bedarfsgemeinschaft"}': (
        '{id: A, label: "Antrag", label: "Anspruch"}',
        "groups[0].label",
        "key_twice",
    ),
    '{id: slip, label: "Versehen"}': ("{id: slip}", "causes[2].label", "missing"),
    "    topic: eligibility\n": ("    topic: eligibilty\n", "check_points[1].topic", "reference_unknown"),
    'label: "Partnerschaft und Wohngemeinschaft falsch abgegrenzt", kind: material': (
        'label: "Partnerschaft und Wohngemeinschaft falsch abgegrenzt", kind: materiel',
        "check_points[2].patterns[1].kind",
        "not_allowed",
    ),
    "{attr: has_earned_income, eq: true}]}\n    applies_when_text": (
        '{attr: has_earned_income, eq: "true"}]}\n    applies_when_text',
        "check_points[7].applies_when.all[0].eq",
        "value_not_bool",
    ),
    "in: [change, reversal]}": (
        "in: [change, reversed]}",
        "check_points[13].applies_when.any[0].in[1]",
        "value_unknown",
    ),
    "amount: {possible: false, directions: [], cost_bearer: none}": (
        "amount: {possible: false, directions: [overpayment], cost_bearer: none}",
        "check_points[15].amount",
        "amount_without_money",
    ),
    "  - id: L18\n": ("  - id: L17\n", "check_points[17].id", "id_twice"),
    "excludes: [external_audit]": ("excludes: [outside]", "case_attributes[23].excludes[0]", "value_unknown"),
    'allocation: {"-": 10}': ("allocation: {all: 10}", "draw.allocation", "allocation_differs"),
    'from: "2026-07-01"': ('from: "2026-07-02"', "legal_status.regimes[1].from", "regime_gap"),
}


def planted() -> tuple[str, set[tuple[str, str]]]:
    text, expected = builtin("benefits"), set()
    for written, (instead, path, code) in PLANTED.items():
        assert text.count(written) == 1, written
        text = text.replace(written, instead)
        expected.add((path, code))
    return text, expected


def test_both_shipped_grids_load_with_eighteen_points(grid):
    assert len(grid.points) == 18
    assert [point.id for point in grid.points] == [f"{grid.points[0].id[0]}{n:02}" for n in range(1, 19)]


def test_a_dozen_planted_faults_are_reported_at_once_each_with_its_path():
    text, expected = planted()

    with pytest.raises(ChecklistRejected) as rejected:
        load_checklist(text)

    assert {(fault.path, fault.code) for fault in rejected.value.faults} == expected
    assert len(rejected.value.faults) == len(expected) >= 12


def test_every_fault_names_the_line_it_stands_in():
    text, _ = planted()

    with pytest.raises(ChecklistRejected) as rejected:
        load_checklist(text)

    lines = text.splitlines()
    for fault in rejected.value.faults:
        last = [step for step in fault.steps if isinstance(step, str)][-1]
        shown = "".join(lines[fault.line - 1 : fault.line + 1])
        assert (fault.code == "missing" and "slip" in shown) or last in shown, fault
    assert rejected.value.faults == tuple(sorted(rejected.value.faults, key=lambda fault: fault.line))


def test_the_report_reads_in_german_and_in_english():
    with pytest.raises(ChecklistRejected) as rejected:
        load_checklist(builtin("benefits").replace("yes_means: ok", "yes_means: 3"))

    assert rejected.value.in_german == "Zeile 12, yes_means: Dieser Wert ist hier nicht erlaubt; erlaubt: ok."
    assert str(rejected.value) == "line 12, yes_means: This value is not allowed here; allowed: ok."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\n", "file_empty"),
        ("# nur ein Kommentar\n", "file_empty"),
        ("a: [1\n", "yaml_broken"),
        ("a:\n\t- 1\n", "yaml_broken"),
        ("a: \x00\n", "yaml_broken"),
        ('a: "\\UFFFFFFFF"\n', "yaml_broken"),
        ("a: 1\n---\nb: 2\n", "second_document"),
        ("[" * 50 + "\n", "too_deep"),
        ("- a\n- b\n", "not_block"),
        ("just a sentence\n", "not_block"),
        ("x: " + "y" * SIZE_LIMIT + "\n", "file_too_large"),
    ],
)
def test_a_file_that_is_no_grid_is_refused_with_one_clear_fault(text, code):
    with pytest.raises(ChecklistRejected) as rejected:
        load_checklist(text)

    assert [fault.code for fault in rejected.value.faults] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\n", "alias"),
        ("a: [1]\nb: *x\n", "alias"),
        ("a: !!python/object/apply:os.system [ls]\n", "tag"),
        ("a: !!binary aGk=\n", "tag"),
        ("a: 1\na: 2\n", "key_twice"),
        ("[a]: 1\n", "key_not_text"),
        ('a: "\\ud800"\n', "not_unicode"),
    ],
)
def test_yaml_beyond_plain_data_is_refused(text, code):
    assert code in [fault.code for fault in read_tree(text).faults]


def test_a_bomb_of_aliases_is_never_unfolded():
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 9))

    tree = read_tree("l0: &l0 [x]\n" + levels)

    assert tree.data["l8"] == [None] * 9
    assert all(fault.code == "alias" for fault in tree.faults)


def test_words_that_other_readers_take_for_truth_values_stay_words():
    assert [plain_scalar(word) for word in ("yes", "no", "on", "off", "y", "010", "1e3", "12:30")] == [
        "yes", "no", "on", "off", "y", "010", "1e3", "12:30",
    ]  # fmt: skip


def test_a_path_and_its_text_give_the_same_grid(tmp_path: Path):
    path = tmp_path / "raster.yaml"
    path.write_text("\ufeff" + builtin("integration"), encoding="utf-8")

    assert load_checklist(path) == load_checklist(str(path)) == load_checklist(builtin("integration"))


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "file_missing"), (b"a: \xfc\n", "not_unicode"), (b"#" * (SIZE_LIMIT + 1), "file_too_large")],
)
def test_a_file_that_cannot_be_read_as_text_is_refused(tmp_path: Path, content, code):
    path = tmp_path / "raster.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ChecklistRejected) as rejected:
        load_checklist(path)

    assert [fault.code for fault in rejected.value.faults] == [code]


def test_an_unknown_area_has_no_grid():
    with pytest.raises(KeyError):
        builtin("housing")


def test_every_reason_has_a_german_and_an_english_sentence():
    for code, sentences in SENTENCES.items():
        assert len(sentences) == len(set(sentences)) == 2, code
        assert all(sentence.endswith((".", ":", "}.")) for sentence in sentences), code
        places = [sorted(part.split("}")[0] for part in s.split("{")[1:]) for s in sentences]
        assert places[0] == places[1], code


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail_otherwise_than_by_its_report(text):
    with pytest.raises(ChecklistRejected):
        load_checklist(text + os.linesep)


@settings(max_examples=40, deadline=None)
@given(position=st.integers(0, 46_000), instead=st.text(max_size=5), length=st.integers(0, 40))
def test_no_damage_to_a_grid_makes_the_reader_fail_otherwise_than_by_its_report(position, instead, length):
    text = builtin("benefits")
    damaged = text[:position] + instead + text[position + length :]
    try:
        grid = load_checklist(damaged)
    except ChecklistRejected as refused:
        rejected = refused
    else:
        assert len(grid.points) == 18
        return
    assert rejected.faults
    assert all(fault.reason and fault.reason_de for fault in rejected.faults)
