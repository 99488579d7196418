"""The screening of model cases, measured on sentences with and without planted identifiers."""

import sys
from collections import Counter

import pytest

from iks.domain.text_screening import MarkKind, screen
from tests.reference.screening_corpus import SIZE, clean, named, planted

LEAST_RECALL = 0.99
MOST_FALSE_ALARMS = 0.10


def covered(text: str, sentence: str, *, blocking: bool) -> bool:
    """Whether every letter and digit of a planted text lies inside marks."""
    start = sentence.index(text)
    inside = {
        place
        for mark in screen(sentence)
        if mark.blocks or not blocking
        for place in range(mark.start, mark.end)
    }
    return all(place in inside for place in range(start, start + len(text)) if sentence[place].isalnum())


def test_exact_identifiers_are_blocked_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    corpus = planted()
    missed = [(kind, text) for kind, text, sentence in corpus if not covered(text, sentence, blocking=True)]
    recall = 1 - len(missed) / len(corpus)
    with capsys.disabled():
        sys.stdout.write(f"\nscreening: {recall:.2%} of {len(corpus)} planted identifiers blocked\n")
    assert len(corpus) == SIZE
    assert recall >= LEAST_RECALL, Counter(kind for kind, _ in missed)
    assert min(1 - Counter(k for k, _ in missed)[kind] / (SIZE / 9) for kind in MarkKind) >= 0.97, missed[:20]


def test_clean_sentences_are_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    corpus = clean()
    alarmed = [sentence for sentence in corpus if screen(sentence)]
    with capsys.disabled():
        share = len(alarmed) / len(corpus)
        sys.stdout.write(f"\nscreening: {share:.2%} of {len(corpus)} clean sentences alarmed\n")
    assert (len(corpus), len(set(corpus))) == (SIZE, SIZE)
    assert len(alarmed) / len(corpus) <= MOST_FALSE_ALARMS, alarmed[:20]


def test_names_are_marked_for_a_decision_and_do_not_block() -> None:
    corpus = named()
    missed = [text for _, text, sentence in corpus if not covered(text, sentence, blocking=False)]
    assert len(missed) / len(corpus) <= 0.05, Counter(missed).most_common(10)
    assert not any(mark.blocks for mark in screen("Frau Yilmaz hat alles vorgelegt."))


def test_names_of_branches_are_marked() -> None:
    (mark,) = screen("In Bad Cannstatt kommt das oft vor.", ["Bad Cannstatt", "Z05"])
    assert (mark.kind, mark.blocks) == (MarkKind.BRANCH, False)


@pytest.mark.parametrize(
    "text",
    [
        "§ 22 Abs. 1 Satz 1 SGB II wurde übersehen.",
        "Drei von 10 Akten, also 30 %, sind betroffen.",
        "Die Frist von 6 Monaten war im Juni abgelaufen.",
        "Prüfpunkt L08 und M15 hängen zusammen, z. B. bei Selbstständigen.",
        "Die Anlage EKS fehlt; der BWZ endet im Herbst.",
    ],
)
def test_what_experts_write_about_the_law_is_no_identifier(text: str) -> None:
    assert screen(text) == ()
