import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import (
    build_checklist,
    builtin,
    canonical_bytes,
    checklist_digest,
    load_builtin,
    load_checklist,
    plain_values,
    to_yaml,
)

GRID = load_builtin("benefits")
VALUES = plain_values(GRID)


def shuffled(value, chance):
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


def texts(value, path=()):
    """Yield the path of every free text of a grid."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from texts(inner, (*path, position))
    elif path[-1] in {"label", "title", "question", "guidance", "note", "answer_rule"}:
        yield path


def changed(path, text):
    values = json.loads(json.dumps(VALUES))
    here = values
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = text
    return values


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(chance: random.Random):
    assert checklist_digest(build_checklist(shuffled(VALUES, chance))) == checklist_digest(GRID)


@settings(deadline=None)
@given(path=st.sampled_from(list(texts(VALUES))))
def test_any_changed_text_changes_the_digest(path):
    other = build_checklist(changed(path, "Ein anderer Wortlaut."))

    assert checklist_digest(other) != checklist_digest(GRID)


PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)


@settings(max_examples=30, deadline=None)
@given(path=st.sampled_from(list(texts(VALUES))), text=PRINTABLE)
def test_a_grid_written_as_yaml_loads_to_the_same_grid(path, text):
    grid = build_checklist(changed(path, text))

    assert load_checklist(to_yaml(grid)) == grid


def test_comments_and_layout_do_not_matter():
    text = "".join(line for line in builtin("benefits").splitlines(keepends=True) if not line.startswith("#"))

    assert text != builtin("benefits")
    assert checklist_digest(load_checklist(text)) == checklist_digest(GRID)


def test_saying_what_holds_anyway_does_not_matter():
    values = changed(("kind",), "regular") | {"valid_to": None}
    values["check_points"][0]["active"] = True

    assert checklist_digest(build_checklist(values)) == checklist_digest(GRID)


def test_the_order_of_points_matters():
    values = changed(("title",), GRID.title)
    values["check_points"][:2] = values["check_points"][1::-1]

    assert checklist_digest(build_checklist(values)) != checklist_digest(GRID)


def test_the_shipped_grids_keep_their_digests():
    assert {area: checklist_digest(load_builtin(area)) for area in ("benefits", "integration")} == {
        "benefits": "dcc749599eb1f80aad7904bf683de18d41a338923294639a11d4248a0efa226a",
        "integration": "ce6d61b3ad24b0e7175da0e3fca18115ed99014ed731416ee1e65d0df75b0452",
    }


def test_the_canonical_bytes_are_json_with_sorted_keys_and_no_blanks():
    data = canonical_bytes(GRID)

    assert json.loads(data) == VALUES
    assert b": " not in data.replace("Bürgergeld".encode(), b"")[:200]
    assert data.startswith(b'{"amount_direction_scale":[{"id":"overpayment"')
