"""The sentence above a chart says what its figures say."""

import pytest

from iks.domain.period import Period
from iks.output.chart_words import Said, files_finding, funnel_finding, trend_finding
from iks.services.estimates import figure
from iks.services.funnel_views import Funnel, FunnelBranch, FunnelGroup
from iks.services.judge_trend import judge
from tests.output.test_charts import series


def said(of: Said) -> str:
    return (of.sentence % of.params).replace("\N{NO-BREAK SPACE}", " ")


def trend(*findings: int, **options: object) -> str:
    judged = judge(series(*findings), **options)  # type: ignore[arg-type]
    assert judged is not None
    return said(trend_finding(judged))


@pytest.mark.parametrize(
    ("findings", "options", "sentence"),
    [
        ([12, 11, 13] * 6, {}, "Alle 18 Monate liegen im üblichen Schwankungsbereich."),
        (
            [12, 11],
            {},
            "Mittel und Grenzen stehen hier ab 8 abgeschlossenen Zeiträumen mit Antworten; bisher sind es 2.",
        ),
        (
            [*[10, 12, 11, 13] * 3, *[30] * 6],
            {"event": 12},
            "Seit Januar 2026 liegen alle 6 Monate über dem Mittel davor, 6 über der oberen Grenze.",
        ),
        (
            [12, 11, 13, 40, 12, 13, 11, 12, 13, 12, 11, 13],
            {},
            "April 2025 liegt außerhalb der Grenzen; sonst ist alles im üblichen Schwankungsbereich.",
        ),
        (
            [*[15, 16] * 6, *[9, 10] * 6],
            {},
            "Seit Januar 2026 liegen alle 12 Monate unter dem Mittel.",
        ),
    ],
)
def test_the_finding_of_a_trend_is_its_caption(
    findings: list[int], options: dict[str, int], sentence: str
) -> None:
    assert trend(*findings, **options) == sentence


def test_quarters_are_called_quarters() -> None:
    found = [12, 13, 11, 14, 12, 11, 13, 12]
    judged = judge([(Period.quarter(2025 + n // 4, n % 4 + 1), x, 120) for n, x in enumerate(found)])
    assert judged is not None
    assert said(trend_finding(judged)) == "Alle 8 Quartale liegen im üblichen Schwankungsbereich."
    assert trend_finding(judged, "en").params["units"] == "quarters"


def funnel(*outside: str) -> Funnel:
    branches = tuple(FunnelBranch("Z01", "X", 1, 10, side, far=False) for side in outside)
    return Funnel(Period.year(2025), (FunnelGroup("A", "", 0.1, branches, (), ()),), 0.7, 0.03)


def test_the_finding_of_a_funnel_sets_what_is_outside_beside_what_chance_gives() -> None:
    assert said(funnel_finding(funnel("", ""))) == "Keine Zweigstelle liegt außerhalb der Grenzen von 95 %."
    assert said(funnel_finding(funnel("up", ""))).endswith("von 95 %; ohne Anlass wären es im Mittel 0,7.")
    assert "zu klein" in said(funnel_finding(funnel()))


@pytest.mark.parametrize(
    ("many", "sentence"),
    [
        (54, "54 von 410 geprüften Akten haben drei oder mehr Beanstandungen."),
        (1, "Eine von 410 geprüften Akten hat drei oder mehr Beanstandungen."),
        (0, "Keine der 410 geprüften Akten hat drei oder mehr Beanstandungen."),
    ],
)
def test_files_with_many_findings_are_counted_without_a_share(many: int, sentence: str) -> None:
    assert said(files_finding([figure(410 - many, 410), figure(many, 410)])) == sentence
