"""What the demo's units do about their findings: measures, entries of the WIS, an agenda. Invented."""

from collections.abc import Mapping
from dataclasses import dataclass

from iks.domain.knowledge import KnowledgeState, KnowledgeWish
from iks.domain.measure import Function, MeasureKind
from iks.domain.values import Area


@dataclass(frozen=True)
class DemoMeasure:
    """A measure of the demo; its days depend on the month that runs."""

    kind: MeasureKind
    title: str
    task: str
    point: str
    responsible: Function
    # Counting out what an effect needs takes a second, so the demo looks for one only where it shows one.
    hoped: int = 0


@dataclass(frozen=True)
class DemoPlans:
    """What one unit does: one measure for each stage that a newcomer should see."""

    # Made so early that its effect is known by now.
    checked: DemoMeasure
    outcome: str
    overdue: DemoMeasure
    running: DemoMeasure
    # For a set of branches, against the others.
    for_set: DemoMeasure
    # Of the staff; the head has not decided it.
    proposed: DemoMeasure
    entries: tuple[KnowledgeWish, ...]
    # Point and what is said of it; the last one is agreed.
    agenda: tuple[tuple[str, str], ...]
    agreed: str


SET_NAME = "Innere Stadtbezirke"
_WIS = "https://wis.musterstadt.example/"

PLANS: Mapping[Area, DemoPlans] = {
    Area.BENEFITS: DemoPlans(
        checked=DemoMeasure(
            MeasureKind.TRAINING,
            "Schulung Heizkosten",
            "Zwei Termine je Zweigstelle: Abrechnungen lesen, Guthaben und Nachforderungen buchen.",
            "L07",
            Function.TRAINING_OFFICE,
            50,
        ),
        outcome="Alle Zweigstellen haben teilgenommen; die Unterlagen stehen im WIS.",
        overdue=DemoMeasure(
            MeasureKind.KNOWLEDGE_ENTRY,
            "Mehrbedarfe auf einen Blick",
            "Eine Seite mit allen Mehrbedarfen, den nötigen Nachweisen und der Dauer der Bewilligung.",
            "L04",
            Function.UNIT_STAFF,
        ),
        running=DemoMeasure(
            MeasureKind.BRANCH_HEADS_ROUND,
            "Aktenführung in der Zweigstellenleiterrunde",
            "Gute Beispiele zeigen und die Mindestangaben eines Vermerks vereinbaren.",
            "L18",
            Function.BRANCH_HEADS,
        ),
        for_set=DemoMeasure(
            MeasureKind.INSTRUCTION,
            "Anhörung vor jedem Änderungsbescheid",
            "Die Zweigstellen der Gruppe nutzen die neue Vorlage, die anderen vorerst die alte.",
            "L16",
            Function.UNIT_HEAD,
            75,
        ),
        proposed=DemoMeasure(
            MeasureKind.TRAINING,
            "Schulung Einkommen",
            "Ein Termin für alle: Zuflussmonat, Freibeträge, Einmalzahlungen.",
            "L09",
            Function.TRAINING_OFFICE,
        ),
        entries=(
            KnowledgeWish("3.07", "Heizkosten und Guthaben", f"{_WIS}3-07", ("L07",), KnowledgeState.VALID),
            KnowledgeWish("3.04", "Mehrbedarfe", f"{_WIS}3-04", ("L04",), KnowledgeState.IN_REVISION),
        ),
        agenda=(
            ("L06", "Karenzzeit: Wer weist ab wann auf die Angemessenheit hin?"),
            ("L18", "Was gehört in einen Vermerk?"),
            ("", "Termine der Runde im nächsten Halbjahr"),
        ),
        agreed="Die Runde trifft sich am ersten Montag im Monat um 9 Uhr.",
    ),
    Area.INTEGRATION: DemoPlans(
        checked=DemoMeasure(
            MeasureKind.TRAINING,
            "Schulung Kooperationsplan",
            "Ein Termin je Zweigstelle: Ziele so schreiben, dass beide Seiten sie prüfen können.",
            "M03",
            Function.TRAINING_OFFICE,
            50,
        ),
        outcome="Alle Fachkräfte der Zweigstellen haben teilgenommen.",
        overdue=DemoMeasure(
            MeasureKind.KNOWLEDGE_ENTRY,
            "Leitfaden Potenzialanalyse",
            "Leitfaden mit Beispielen für jede Ausgangslage, auf zwei Seiten.",
            "M02",
            Function.UNIT_STAFF,
        ),
        running=DemoMeasure(
            MeasureKind.BRANCH_HEADS_ROUND,
            "Dokumentation in der Zweigstellenleiterrunde",
            "Gute Beispiele zeigen und vereinbaren, was in jede Gesprächsnotiz gehört.",
            "M06",
            Function.BRANCH_HEADS,
        ),
        for_set=DemoMeasure(
            MeasureKind.INSTRUCTION,
            "Bogen „Vom Ziel zum Weg“",
            "Die Zweigstellen der Gruppe arbeiten mit dem neuen Bogen, die anderen mit dem alten.",
            "M04",
            Function.UNIT_HEAD,
            75,
        ),
        proposed=DemoMeasure(
            MeasureKind.INSTRUCTION,
            "Vermittlungsvorschläge begründen",
            "Zu jedem Vorschlag ein Satz, warum er passt.",
            "M07",
            Function.UNIT_HEAD,
        ),
        entries=(
            KnowledgeWish("7.05", "Kooperationsplan", f"{_WIS}7-05", ("M03",), KnowledgeState.VALID),
            KnowledgeWish("7.03", "Potenzialanalyse", f"{_WIS}7-03", ("M02",), KnowledgeState.IN_REVISION),
        ),
        agenda=(
            ("M17", "Wann laden wir ein zweites Mal ein?"),
            ("M06", "Was gehört in eine Gesprächsnotiz?"),
            ("", "Termine der Runde im nächsten Halbjahr"),
        ),
        agreed="Die Runde trifft sich am zweiten Montag im Monat um 9 Uhr.",
    ),
}
