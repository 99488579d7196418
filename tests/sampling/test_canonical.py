from __future__ import annotations

import hashlib
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling import (
    Allocation,
    Fault,
    FrameRejected,
    InputRejected,
    Reason,
    canonical_frame,
    frame_faults,
    read_frame,
)
from sampling.text import FORBIDDEN_CATEGORIES, SPACES
from tests.sampling.frames import frame_rows, plain_rows

ANY = {"-": 10, "a": 1}

# What breaks programs: all kinds of spaces, line ends, marks and combining characters, beside plain letters.
NASTY = "aZ09-\t\t\n\n \u00a0\u2003\u2028\u200b\ufeff\u0085\u001f\rA\u0308\u00c4\u212b"


def text_rows(text):
    lines = text.split("\n")
    return [line.split("\t") for line in (lines if lines[-1] else lines[:-1])]


def test_the_digest_is_that_of_the_sorted_lines():
    frame = canonical_frame([("Z02", "-", "8", "eligible"), ("Z01", "-", "9", "checked_recently")], ANY)

    assert frame.to_bytes() == b"Z01\t-\t9\tchecked_recently\nZ02\t-\t8\teligible\n"
    assert frame.digest == hashlib.sha256(frame.to_bytes()).hexdigest()
    assert b"".join(frame.lines()) == frame.to_bytes()
    assert frame.rows == [("Z01", "-", "9", "checked_recently"), ("Z02", "-", "8", "eligible")]
    assert len(frame) == 2


def test_a_prefix_sorts_before_what_it_begins():
    frame = canonical_frame(
        [("Z1", "-", "10", "eligible"), ("Z", "-", "2", "eligible"), ("Z1", "-", "1", "eligible")]
    )

    assert [row[2] for row in frame.rows] == ["2", "1", "10"]


def test_an_empty_frame_is_a_frame_without_lines():
    frame = canonical_frame([], ANY)

    assert (frame.digest, frame.rows, frame.counts) == (hashlib.sha256(b"").hexdigest(), [], {})
    assert read_frame(b"", ANY) == frame


def test_counts_name_branch_stratum_and_status():
    rows = [
        ("Z01", "a", "1", "eligible"),
        ("Z01", "a", "2", "eligible"),
        ("Z01", "a", "3", "at_external_audit"),
        ("Z01", "-", "4", "checked_recently"),
        ("Z02", "a", "5", "eligible"),
    ]

    assert canonical_frame(rows, ANY).counts == {
        "Z01": {"-": {"checked_recently": 1}, "a": {"at_external_audit": 1, "eligible": 2}},
        "Z02": {"a": {"eligible": 1}},
    }


def test_a_code_that_begins_another_code_is_a_group_of_its_own():
    rows = [("Z", "a", "1", "eligible"), ("Z", "ab", "2", "eligible"), ("Z1", "a", "3", "eligible")]

    groups = list(canonical_frame(rows).drawable())

    assert groups == [("Z", "a", [b"1"]), ("Z", "ab", [b"2"]), ("Z1", "a", [b"3"])]


@given(st.data())
@settings(deadline=None)
def test_the_byte_form_does_not_depend_on_the_order_of_the_rows(data):
    rows = data.draw(frame_rows(strata=("-", "a")))

    shuffled = data.draw(st.permutations(rows))

    assert canonical_frame(shuffled, ANY).to_bytes() == canonical_frame(rows, ANY).to_bytes()


@given(frame_rows(strata=("-", "a")))
@settings(deadline=None)
def test_a_canonical_frame_is_canonical_already(rows):
    frame = canonical_frame(rows, ANY)

    assert canonical_frame(frame.rows, ANY).to_bytes() == frame.to_bytes()
    assert read_frame(frame.to_bytes(), ANY).to_bytes() == frame.to_bytes()


@given(st.lists(st.lists(st.text(NASTY, max_size=4) | st.sampled_from(["Z", "-", "eligible"])), max_size=5))
@settings(deadline=None, max_examples=500)
def test_reading_a_file_decides_like_reading_its_rows(rows):
    text = "\n".join("\t".join(row) for row in rows)
    assert outcome(lambda: read_frame(text.encode(), ANY)) == outcome(
        lambda: canonical_frame(text_rows(text), ANY)
    )


@given(st.data())
@settings(deadline=None, max_examples=500)
def test_reading_a_nearly_canonical_file_decides_like_reading_its_rows(data):
    text = canonical_frame(data.draw(frame_rows()), ANY).to_bytes().decode()
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(st.sampled_from(NASTY)) + text[place + data.draw(st.integers(0, 1)) :]

    assert outcome(lambda: read_frame(text.encode(), ANY)) == outcome(
        lambda: canonical_frame(text_rows(text), ANY)
    )


def outcome(read):
    try:
        return read().to_bytes()
    except FrameRejected as error:
        return error.faults


def test_a_file_without_its_last_line_end_is_read():
    assert read_frame(b"Z\t-\t1\teligible", ANY) == read_frame(b"Z\t-\t1\teligible\n", ANY)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("Z", "-", "1"), "", Reason.WRONG_COLUMN_COUNT),
        (("Z", "-", "1", "eligible", "more"), "", Reason.WRONG_COLUMN_COUNT),
        (("Z", "-", 1, "eligible"), "file_ref", Reason.NOT_TEXT),
        (("Z", "-", None, "eligible"), "file_ref", Reason.NOT_TEXT),
        (("", "-", "1", "eligible"), "branch", Reason.EMPTY),
        (("\u3000", "-", "1", "eligible"), "branch", Reason.EMPTY),
        (("Z" * 65, "-", "1", "eligible"), "branch", Reason.TOO_LONG),
        (("Z", "A", "1", "eligible"), "stratum", Reason.MALFORMED_STRATUM),
        (("Z", "a" * 33, "1", "eligible"), "stratum", Reason.MALFORMED_STRATUM),
        (("Z", "b", "1", "eligible"), "stratum", Reason.STRATUM_NOT_ALLOCATED),
        (("Z", "-", "1", "Eligible"), "status", Reason.UNKNOWN_STATUS),
        (("Z", "-", "1\ud800", "eligible"), "file_ref", Reason.FORBIDDEN_CHARACTER),
    ],
)
def test_a_faulty_row_is_named_with_column_and_reason(row, column, reason):
    rows = [("Z", "-", "first", "eligible"), row]

    with pytest.raises(FrameRejected, match="Row 2") as caught:
        canonical_frame(rows, ANY)

    assert (caught.value.row, caught.value.column, caught.value.reason) == (2, column, reason)
    assert column in str(caught.value)


def test_a_file_twice_names_both_rows():
    rows = [
        ("Z1", "-", "\u00c4", "eligible"),
        ("Z2", "-", "2", "eligible"),
        ("Z3", "-", " A\u0308", "eligible"),
    ]

    with pytest.raises(
        FrameRejected, match="Row 3, column file_ref: the same file stands in row 1"
    ) as caught:
        canonical_frame(rows)

    assert (caught.value.reason, caught.value.other_row) == (Reason.DUPLICATE_FILE, 1)


def test_two_rows_without_a_file_are_empty_and_not_the_same_file():
    faults = frame_faults([("Z", "-", "", "eligible"), ("Z", "-", " ", "eligible")])

    assert [fault.reason for fault in faults] == [Reason.EMPTY, Reason.EMPTY]


def test_a_forbidden_character_is_named_by_its_code_point():
    with pytest.raises(FrameRejected, match="U\\+200B") as caught:
        canonical_frame([("Z", "-", "a\u200bb", "eligible")])

    assert caught.value.character == "U+200B"


def test_all_faults_are_listed_at_once():
    rows = [
        ("Z", "-", "1", "eligible"),
        ("", "b", "1", "lost"),
        ("Z",),
        ("Z", "-", "2", "eligible"),
        ("Z", "-", "2", "eligible"),
    ]

    faults = frame_faults(rows, ANY)

    assert faults == [
        Fault(2, "branch", Reason.EMPTY),
        Fault(2, "stratum", Reason.STRATUM_NOT_ALLOCATED),
        Fault(2, "status", Reason.UNKNOWN_STATUS),
        Fault(2, "file_ref", Reason.DUPLICATE_FILE, other_row=1),
        Fault(3, "", Reason.WRONG_COLUMN_COUNT),
        Fault(5, "file_ref", Reason.DUPLICATE_FILE, other_row=4),
    ]
    with pytest.raises(FrameRejected, match="Further faults: 5") as caught:
        canonical_frame(rows, ANY)
    assert list(caught.value.faults) == faults


def test_every_reason_has_a_sentence():
    for reason in Reason:
        assert str(Fault(3, "status", reason, other_row=1, character="U+0009")).startswith(
            "Row 3, column status: "
        )


def test_a_frame_without_faults_has_none():
    assert frame_faults(plain_rows(), ANY) == []


def test_bytes_that_are_no_text_are_named_by_their_row():
    with pytest.raises(FrameRejected, match="Row 2: the bytes are not UTF-8") as caught:
        read_frame(b"Z\t-\t1\teligible\nZ\t-\t\xff\teligible\n", ANY)

    assert (caught.value.row, caught.value.reason) == (2, Reason.NOT_UTF8)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffZ\t-\t1\teligible\n",
        "Z\t-\t1\teligible\r\n",
        "Z\t-\t1\teligible\n\nZ\t-\t2\teligible\n",
        "x\tZ\t-\t1\teligible\n",
        "Z\t-\t1\teligible\tx\n",
        "Z\t-\t1\u2028Z\t-\t2\teligible\n",
    ],
)
def test_a_file_in_another_form_is_refused(text):
    with pytest.raises(FrameRejected):
        read_frame(text.encode(), ANY)


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize("column", [0, 1, 2, 3])
@pytest.mark.parametrize("spaced", [" {}", "{} ", "\u00a0{}", "{}\u2003"])
def test_a_space_at_the_edge_of_a_field_is_stripped_wherever_it_stands(row, column, spaced):
    rows = [["Z", "-", "1", "eligible"], ["Z", "-", "2", "eligible"]]
    clean = canonical_frame(rows, ANY)
    rows[row][column] = spaced.format(rows[row][column])

    text = "".join("\t".join(fields) + "\n" for fields in rows)

    assert read_frame(text.encode(), ANY).to_bytes() == clean.to_bytes()


def test_without_an_allocation_any_well_formed_stratum_passes():
    assert canonical_frame([("Z", "whatever_1", "1", "eligible")]).rows[0][1] == "whatever_1"


def test_the_spaces_stripped_are_all_there_are():
    every = map(chr, range(sys.maxunicode + 1))

    assert {character for character in every if unicodedata.category(character) == "Zs"} == set(SPACES)


@given(st.characters(categories=sorted(FORBIDDEN_CATEGORIES)))
@settings(deadline=None)
def test_a_forbidden_character_rejects_the_frame_wherever_it_stands(character):
    for text in (character, f"{character}a", f"a{character}", f" {character} "):
        assert frame_faults([("Z", "-", text, "eligible")])[0].reason == Reason.FORBIDDEN_CHARACTER


def test_an_allocation_is_written_in_byte_order():
    assert Allocation({"b": 1, "_": 2, "-": 3, "a": 4}).text == "-=3,_=2,a=4,b=1"
    assert Allocation.parse("b=1,-=3") == {"-": 3, "b": 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-=",
        "=10",
        "-=010",
        "-=+1",
        "-=1.0",
        "-=-1",
        "-=1,",
        "-=1,-=2",
        "A=1",
        "-=1 ",
        "-=\u0661",
        "-=0",
    ],
)
def test_a_text_that_is_no_allocation_is_refused(text):
    with pytest.raises(InputRejected, match="allocation") as caught:
        Allocation.parse(text)

    assert caught.value.field == "allocation"


@pytest.mark.parametrize(
    "numbers", [{}, {"-": True}, {"-": 1.0}, {"-": -1}, {"-": "1"}, {"-": 10**9}, {1: 1}, {"a b": 1}]
)
def test_numbers_that_are_no_allocation_are_refused(numbers):
    with pytest.raises(InputRejected):
        Allocation(numbers)
