from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sampling.verify_standalone
from sampling import DrawRecord, InputRejected, canonical_frame, commitment, draw, verify_bundle, write_bundle
from tests.sampling.bundles import (
    ALLOCATION,
    VOIDED,
    good_bundle,
    good_frame,
    manifest_bytes,
    members_of,
    packed,
    record_of,
    with_manifest,
    with_member,
)
from tests.sampling.frames import SECRET, frame_rows

MEMBERS = ["README.txt", "frame.tsv", "manifest.json", "sample.tsv", "verify.py"]
STANDALONE = Path(sampling.verify_standalone.__file__)

# One other value for every field of the manifest, as a person might put it there.
OTHER_VALUES = {
    "format": "iks-draw-v2",
    "month": "2027-01",
    "draw_id": "benefits",
    "allocation": {"a": 3, "b": 3},
    "attempt": 1,
    "voided_draws": [],
    "frame_digest": "ab" * 32,
    "commitment": "ab" * 32,
    "commitment_position": 8,
    "secret": "ab" * 32,
    "public_value": "Würfel 3-5-5",
    "seed": "ab" * 32,
    "counts": {},
    "members": {},
    "checksum": "ab" * 32,
}


def first_attempt():
    frame = good_frame()
    record = record_of(frame, voided_draws=[])
    return write_bundle(frame, draw(frame, record.seed, ALLOCATION), record)


@pytest.fixture
def verdict_on(tmp_path):
    """The verdict on the bytes of a bundle; the shipped program has to come to the same."""

    def verdict_on(bundle):
        path = tmp_path / "bundle.zip"
        path.write_bytes(bundle)
        verdict = verify_bundle(path)
        shipped = tmp_path / "verify.py"
        shipped.write_bytes(STANDALONE.read_bytes())
        arguments = [sys.executable, "-I", str(shipped), str(path)]
        answer = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603 - Ours.
        assert answer.returncode == (0 if verdict.ok else 1)
        assert answer.stderr == ""
        for difference in verdict.differences:
            assert difference in answer.stdout
        return verdict

    return verdict_on


def test_a_bundle_proves_its_draw(verdict_on):
    verdict = verdict_on(good_bundle())

    assert verdict.differences == ()
    assert verdict.ok
    assert "in order" in verdict.sentence


def test_the_same_draw_gives_the_same_bytes():
    assert good_bundle() == good_bundle()


def test_the_manifest_says_what_the_format_demands():
    members = members_of(good_bundle())
    manifest = json.loads(members["manifest.json"])

    assert sorted(members) == MEMBERS
    assert sorted(manifest) == sorted(OTHER_VALUES)
    assert (manifest["attempt"], manifest["voided_draws"]) == (2, [VOIDED])
    assert manifest["counts"]["Z02"] == {"a": {"at_external_audit": 1, "eligible": 6}}
    assert manifest["members"]["frame.tsv"] == hashlib.sha256(members["frame.tsv"]).hexdigest()
    assert manifest["members"]["frame.tsv"] == manifest["frame_digest"]


def test_the_sample_is_written_rank_by_rank():
    lines = members_of(good_bundle())["sample.tsv"].decode().splitlines()

    places = [line.split("\t")[:3] for line in lines]
    assert places == [
        *(["Z01", "a", str(rank)] for rank in (1, 2, 3)),
        *(["Z01", "b", str(rank)] for rank in (1, 2)),
        *(["Z02", "a", str(rank)] for rank in (1, 2, 3, 4, 5)),
    ]


def test_the_shipped_program_is_short_and_stands_alone():
    source = members_of(good_bundle())["verify.py"].decode()

    assert source.count("\n") < 120
    imported = [line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert set(imported) <= set(sys.stdlib_module_names)


def test_the_readme_is_german_and_english_and_shows_the_terminal_way():
    readme = members_of(good_bundle())["README.txt"].decode()

    assert "NACHWEIS EINER ZIEHUNG" in readme
    assert "PROOF OF A DRAW" in readme
    assert readme.count("""printf '%s\\n%s\\n%s' "$SEED" "$BRANCH" "$FILE" | sha256sum""") == 2


def test_a_packed_bundle_is_as_good(verdict_on):
    assert verdict_on(packed(members_of(good_bundle()), zipfile.ZIP_DEFLATED)).ok


@given(frame_rows(strata=("a", "b")), st.binary(min_size=32, max_size=32))
@settings(deadline=None, max_examples=50)
def test_writer_and_verifier_agree_without_sharing_code(tmp_path_factory, rows, secret):
    frame = canonical_frame(rows, ALLOCATION)
    record = record_of(frame, secret=secret.hex(), commitment=commitment(secret.hex()))
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"

    path.write_bytes(write_bundle(frame, draw(frame, record.seed, ALLOCATION), record))

    assert verify_bundle(path).differences == ()


@pytest.mark.parametrize("field", sorted(OTHER_VALUES))
def test_a_changed_field_of_the_manifest_is_named(verdict_on, field):
    members = members_of(good_bundle())

    verdict = verdict_on(packed(with_manifest(members, signed=False, **{field: OTHER_VALUES[field]})))

    assert not verdict.ok
    assert field in verdict.sentence


@pytest.mark.parametrize("field", sorted(set(OTHER_VALUES) - {"commitment_position", "checksum"}))
def test_a_field_changed_together_with_the_checksum_is_named(verdict_on, field):
    members = members_of(good_bundle())

    verdict = verdict_on(packed(with_manifest(members, **{field: OTHER_VALUES[field]})))

    assert not verdict.ok
    assert field in verdict.sentence


@pytest.mark.parametrize("field", sorted(OTHER_VALUES))
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    "value", [None, [0], {}, "", "x", 0, -1, 1.0, True, 1.5, [1], {"a": "b"}, "\n", "9" * 300]
)
def test_a_field_of_another_kind_is_refused(tmp_path, field, value, signed):
    signed = signed and field != "checksum"
    path = tmp_path / "bundle.zip"
    path.write_bytes(packed(with_manifest(members_of(first_attempt()), signed=signed, **{field: value})))

    assert not verify_bundle(path).ok


@pytest.mark.parametrize("field", sorted(OTHER_VALUES))
def test_a_missing_field_is_refused(verdict_on, field):
    members = members_of(good_bundle())
    manifest = json.loads(members["manifest.json"])
    del manifest[field]

    verdict = verdict_on(packed({**members, "manifest.json": manifest_bytes(manifest)}))

    assert "a field too few or too many" in verdict.sentence


def test_a_further_field_is_refused(verdict_on):
    verdict = verdict_on(packed(with_manifest(members_of(good_bundle()), approved_by="nobody")))

    assert "a field too few or too many" in verdict.sentence


@pytest.mark.parametrize("name", sorted(set(MEMBERS) - {"manifest.json"}))
def test_a_changed_member_is_named(verdict_on, name):
    members = members_of(good_bundle())

    verdict = verdict_on(packed({**members, name: members[name][:-1] + b"!\n"}))

    assert not verdict.ok
    assert name in verdict.sentence


@pytest.mark.parametrize("name", MEMBERS)
def test_a_missing_member_is_refused(verdict_on, name):
    members = members_of(good_bundle())
    del members[name]

    assert "members" in verdict_on(packed(members)).sentence


@pytest.mark.parametrize("name", ["hashlib.py", "../evil", "frame.tsv/", "Manifest.json"])
def test_a_further_member_is_refused(verdict_on, name):
    members = members_of(good_bundle())

    assert "members" in verdict_on(packed({**members, name: b"import os"})).sentence


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_member_that_stands_twice_is_refused(verdict_on):
    target = io.BytesIO(good_bundle())
    with zipfile.ZipFile(target, "a") as bundle:
        bundle.writestr("frame.tsv", b"")

    assert "members" in verdict_on(target.getvalue()).sentence


def test_a_sample_drawn_with_another_seed_is_named_although_all_digests_fit(verdict_on):
    frame = good_frame()
    sample = draw(frame, "ab" * 32, ALLOCATION)

    verdict = verdict_on(write_bundle(frame, sample, record_of(frame)))

    assert [difference.split(":")[0] for difference in verdict.differences] == ["sample"]


def test_another_frame_than_the_locked_one_is_named(verdict_on):
    frame, record = good_frame(), record_of(canonical_frame([("Z01", "a", "1", "eligible")]))

    verdict = verdict_on(write_bundle(frame, draw(frame, record.seed, ALLOCATION), record))

    assert [difference.split(":")[0] for difference in verdict.differences] == ["frame_digest"]


def test_another_secret_than_the_committed_one_is_named(verdict_on):
    frame = good_frame()
    record = record_of(frame, commitment=commitment("00" * 32))

    verdict = verdict_on(write_bundle(frame, draw(frame, record.seed, ALLOCATION), record))

    assert [difference.split(":")[0] for difference in verdict.differences] == ["commitment"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Z01\ta\tBG01-0001", b"Z01\ta\tBG01-0000"),
        (b"BG01-0000", b"BG01-0009"),
        (b"BG02-0000", b"BG01-0000"),
        (b"Z02\ta\tE1", b"Z02\tc\tE1"),
        (b"at_external_audit", b"missing"),
        ("Möhringen".encode(), "Mo\u0308hringen".encode()),
        (b"\tE1\t", b"\t E1\t"),
        (b"\tE1\t", b"\tE\x0b1\t"),
        (b"\tE1\t", b"\t\t"),
        (b"\tE1\t", b"\t" + b"E" * 65 + b"\t"),
        (b"\tE1\t", b"\tE\xff1\t"),
        (b"eligible\n", b"eligible\tx\n"),
    ],
)
def test_a_frame_that_breaks_the_format_is_refused_although_all_digests_fit(verdict_on, old, new):
    members = members_of(good_bundle())
    frame = members["frame.tsv"].replace(old, new, 1)
    assert frame != members["frame.tsv"]
    forged = with_member(members, "frame.tsv", frame)

    verdict = verdict_on(packed(with_manifest(forged, frame_digest=hashlib.sha256(frame).hexdigest())))

    assert verdict.differences[0].startswith("bundle: cannot be compared")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x05\x06",
        b"not a zip" * 20,
        b"\0" * 100,
        b"PK\x05\x06" + b"\0" * 18,
        packed({}),
        packed({"a": b""}),
    ],
    ids=["empty", "cut", "text", "zeros", "bare", "no member", "one member"],
)
def test_what_is_no_bundle_is_refused_with_a_sentence(verdict_on, data):
    assert verdict_on(data).sentence.startswith("The bundle differs. bundle: cannot be compared: ")


def test_a_path_that_is_no_file_is_refused_with_a_sentence(tmp_path):
    assert not verify_bundle(tmp_path).ok
    assert not verify_bundle(tmp_path / "nowhere.zip").ok
    assert not verify_bundle("").ok


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"[" * 100_000, b"null", b"\xff", b'{"format": 1e999}', b"9" * 5000, b"NaN", b'"\\ud800"'],
)
def test_a_manifest_that_is_none_is_refused_with_a_sentence(verdict_on, manifest):
    assert not verdict_on(packed({**members_of(good_bundle()), "manifest.json": manifest})).ok


def test_a_field_written_twice_is_refused(verdict_on):
    members = members_of(good_bundle())
    twice = members["manifest.json"].replace(b'{\n "allocation"', b'{\n "month": "2020-01",\n "allocation"')

    assert not verdict_on(packed({**members, "manifest.json": twice})).ok


def test_a_member_that_unpacks_without_end_is_refused(verdict_on):
    members = {**members_of(good_bundle()), "frame.tsv": bytes((1 << 26) + 1)}

    assert "too large" in verdict_on(packed(members, zipfile.ZIP_DEFLATED)).sentence


def test_a_member_that_lies_about_its_size_is_refused(verdict_on):
    members = {**members_of(good_bundle()), "frame.tsv": bytes(1 << 25)}
    bundle = packed(members, zipfile.ZIP_DEFLATED)

    forged = bundle.replace((1 << 25).to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    assert forged != bundle
    assert not verdict_on(forged).ok


def test_a_packing_that_needs_much_memory_is_refused(verdict_on):
    assert "members" in verdict_on(packed(members_of(good_bundle()), zipfile.ZIP_LZMA)).sentence


def test_a_directory_of_thousands_of_members_is_refused_before_it_is_read(verdict_on):
    bundle = packed({f"{number:06d}": b"" for number in range(2000)})

    assert "no ZIP file of the form of a proof bundle" in verdict_on(bundle).sentence


def test_a_directory_in_the_form_for_huge_files_is_refused_before_it_is_read(verdict_on):
    bundle = good_bundle()

    with_locator = bundle[:-22] + b"PK\6\7" + bytes(16) + bundle[-22:]

    assert "no ZIP file of the form of a proof bundle" in verdict_on(with_locator).sentence


@pytest.mark.parametrize("value", [" 6", "6\u00a0", "A\u0308", "a\u200bb", "a\rb", "6\n6"])
def test_a_public_value_outside_its_form_is_refused_although_the_seed_fits(verdict_on, value):
    members = members_of(good_bundle())
    manifest = json.loads(members["manifest.json"])
    lines = [manifest["format"], manifest["month"], manifest["draw_id"], "a=2,b=3"]
    lines += [manifest["frame_digest"], manifest["secret"], value]
    seed = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()

    verdict = verdict_on(packed(with_manifest(members, public_value=value, seed=seed)))

    assert "malformed" in verdict.sentence


def test_an_enciphered_member_is_refused(verdict_on):
    bundle = bytearray(good_bundle())
    local, central = bundle.index(b"PK\3\4"), bundle.index(b"PK\1\2")
    bundle[local + 6] |= 1
    bundle[central + 8] |= 1

    assert not verdict_on(bytes(bundle)).ok


@given(st.data())
@settings(deadline=None, max_examples=400)
def test_no_change_of_a_byte_breaks_the_verifier_or_passes_it(tmp_path_factory, data):
    bundle = bytearray(good_bundle())
    directory = bundle.index(b"PK\1\2")
    place = data.draw(st.integers(0, len(bundle) - 1) | st.integers(directory, len(bundle) - 1))
    bundle[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != bundle[place]))
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    path.write_bytes(bundle)

    verdict = verify_bundle(path)

    # Times, rights and versions of the ZIP directory are no part of the proof.
    assert not verdict.ok or members_of(bytes(bundle)) == members_of(good_bundle())


@given(st.binary(max_size=200), st.integers(0, 5000))
@settings(deadline=None, max_examples=200)
def test_no_cut_breaks_the_verifier_or_passes_it(tmp_path_factory, tail, length):
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    bundle = good_bundle()
    path.write_bytes(bundle[: min(length, len(bundle) - 1)] + tail)

    assert not verify_bundle(path).ok


@pytest.mark.parametrize("position", [0, -1, True, 1.0, "7", None])
def test_a_position_that_is_none_is_refused(position):
    with pytest.raises(InputRejected, match="position"):
        record_of(good_frame(), commitment_position=position)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "2026"),
        ("frame_digest", "short"),
        ("secret", "short"),
        ("commitment", "short"),
        ("voided_draws", ["short"]),
        ("public_value", "a\nb"),
    ],
)
def test_a_record_that_is_not_of_its_form_is_refused(field, value):
    with pytest.raises(InputRejected) as caught:
        record_of(good_frame(), **{field: value})

    assert caught.value.field == field


def test_a_record_knows_attempt_and_seed():
    record = DrawRecord(
        "2026-12",
        "benefits",
        {"-": 10},
        frame_digest="ab" * 32,
        secret=SECRET,
        commitment=commitment(SECRET),
        commitment_position=1,
    )

    assert (record.attempt, len(record.seed)) == (1, 64)
