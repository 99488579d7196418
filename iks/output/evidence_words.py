"""What the tables and columns of an evidence package mean; like the acts of the house it is in German."""

from collections.abc import Mapping

from iks.domain.evidence import Reason

TABLES: Mapping[str, str] = {
    "draws": "Die Ziehungen des Monats, ungültige eingeschlossen.",
    "population": "Akten der Bestandsliste nach Zweigstelle, Schicht und Stand.",
    "sample": "Die gezogenen Akten mit Rang und Los, Ersatzakten eingeschlossen.",
    "sheets": "Die Prüfbögen, ungültige eingeschlossen.",
    "answers": "Die Antworten, wie sie zuletzt gelten.",
    "corrections": "Antworten, die nach der Abgabe berichtigt wurden: vorher und nachher.",
    "submissions": "Die Abgaben der Zweigstellen, jede Berichtigung ist eine neue Fassung.",
    "remedies": "Was aus Beanstandungen in der Akte wurde.",
    "released": "Die Zahlen, die die Zweigstellen abgegeben haben.",
    "measures": "Maßnahmen des Bereichs zu Prüfpunkten des Rasters.",
}
DEFINITIONS: Mapping[str, str] = {
    "after": "Antwort nach der Berichtigung, als JSON mit den Namen der Spalten von answers.",
    "allocation": "Akten je Schicht, die in einer Zweigstelle zu ziehen sind.",
    "amount_cents": "Betrag in einem Monat, in Cent.",
    "attempt": "Der wievielte Versuch die Ziehung war; frühere Versuche sind ungültig.",
    "bearer": "Kostenträger: federal Bund, municipal Kommune, both beide.",
    "before": "Antwort vor der Berichtigung, als JSON mit den Namen der Spalten von answers.",
    "branch": "Kennung der Zweigstelle.",
    "bundle_digest": "SHA-256 der Nachweisdatei, die zuletzt geschrieben wurde.",
    "cause": "Ursache im Ablauf, Kennung aus dem Prüfraster.",
    "chain_position": "Nummer des Geheimnisses in seiner Kette.",
    "check_point": "Kennung des Prüfpunkts im Prüfraster.",
    "check_points": "Kennungen der Prüfpunkte, um die es geht.",
    "commitment": "Zusage: SHA-256 des Geheimnisses, vor der Ziehung im Protokoll.",
    "corrected_on": "Tag der Berichtigung.",
    "direction": "overpayment zu viel gezahlt, underpayment zu wenig, unknown nicht feststellbar.",
    "done_on": "Tag, an dem die Akte in Ordnung gebracht war.",
    "draw_id": "Ziehung: Bereich, bei Schwerpunkten und Nachprüfungen mit Zusatz.",
    "drawn_on": "Tag der Ziehung.",
    "due": "Tag, bis zu dem die Maßnahme erledigt sein soll.",
    "due_on": "Tag, bis zu dem die Korrektur angeordnet ist.",
    "ended_on": "Tag, an dem die Maßnahme endete.",
    "excluded_on": "Tag, an dem die Akte als nicht prüfbar gemeldet wurde.",
    "exclusion_reason": "Warum die Akte nicht geprüft werden konnte.",
    "file_ref": "Aktenzeichen.",
    "files": "Zahl der Akten.",
    "findings": "Antworten „fehlerhaft“.",
    "finished_on": "Tag, an dem die Akte fertig geprüft war.",
    "frame_digest": "SHA-256 der gesperrten Bestandsliste, vor der Ziehung im Protokoll.",
    "kind": "Art: bei Antworten formal oder material, sonst die Art der Maßnahme.",
    "late": "1, wenn später als vorgesehen, sonst 0.",
    "list_was_wrong": "1, wenn die Bestandsliste den Prüfpunkt zu Unrecht ausgeschlossen hatte.",
    "months": "Zahl der Monate, für die der Betrag gilt.",
    "not_applicable": "Antworten „trifft nicht zu“.",
    "not_assessable": "Antworten „nicht prüfbar“.",
    "number": "Platz der Akte in der Liste der Zweigstelle.",
    "ok": "Antworten „in Ordnung“.",
    "pattern": "Fehlerbild, Kennung aus dem Prüfraster.",
    "proof": "Nachweisdatei in diesem Paket; leer, wenn sie nicht mehr geschrieben werden kann.",
    "public_source": "Was der öffentliche Wert ist, wie vor der Ziehung genannt.",
    "public_value": "Öffentlicher Wert, der in die Ziehung einging.",
    "rank": "Platz in aufsteigender Reihenfolge der Lose.",
    "reason": "Begründung der Berichtigung; Namen und Aktenzeichen sind herausgenommen.",
    "receiving_branch": "Zweigstelle, an die die Akte abgegeben wurde.",
    "reference_date": "Stichtag der Bestandsliste.",
    "regimes": "Rechtsstände, deren Hinweise der Bogen zeigte.",
    "relevance": "systemic, wenn die Zweigstelle den Fehler für das ganze Haus sieht.",
    "remedy": "Abhilfe: berichtigt, angeordnet, nicht möglich oder abgegeben.",
    "responsible": "Verantwortliche Funktion.",
    "severity": "minor gering, major schwer wiegend.",
    "sheet": "Der wievielte Bogen zu dieser Akte; frühere sind ungültig.",
    "start": "Beginn der Maßnahme.",
    "state": "Stand.",
    "status": "eligible konnte gezogen werden, sonst der Grund.",
    "stratum": "Schicht innerhalb der Zweigstelle; - ohne Schichten.",
    "submitted_on": "Tag der Abgabe.",
    "substitute_for": "Aktenzeichen der Akte, die sie ersetzt.",
    "ticket": "Los: SHA-256 aus Startwert, Zweigstelle und Aktenzeichen.",
    "title": "Bezeichnung der Maßnahme.",
    "value": "Antwort: ok, finding, not_applicable oder not_assessable.",
    "verdict": "Ergebnis der letzten Nachrechnung durch die Innenrevision.",
    "verified_on": "Tag der letzten Nachrechnung.",
    "version": "Fassung der Abgabe; 1 ist die erste.",
    "void_reason": "Warum Ziehung oder Bogen ungültig ist; Namen sind herausgenommen.",
    "voided_on": "Tag, an dem Ziehung oder Bogen ungültig wurde.",
}
FILES: Mapping[str, str] = {
    "proofs/": "Nachweis einer Ziehung; verify.py darin rechnet sie ohne dieses Programm nach.",
    "checklist-": "Das Prüfraster in der Fassung, nach der geprüft wurde, mit Hinweisen je Rechtsstand.",
    "figures.json": "Die Zahlen des Hauses, wie sie mit dem Abschluss festgeschrieben wurden.",
    "report.": "Der Bericht des Monats, wie er hinausging.",
    "journal.jsonl": "Einträge des Protokolls zu diesem Monat und zu den Zusagen seiner Ziehungen.",
    "definitions.csv": "Was jede Spalte bedeutet.",
}
GONE: Mapping[Reason, str] = {
    Reason.NOT_DRAWN: (
        "Dieser Monat wurde mit diesem Programm nicht gezogen; es gibt weder Stichprobe noch Bögen."
    ),
    Reason.DRAW_ERASED: (
        "Bestandsliste, Geheimnis, Startwert und Lose sind gelöscht, weil ihre Frist um ist. Es bleiben "
        "Zusage, Prüfsummen, Zahlen und das Ergebnis der letzten Nachrechnung in draws.csv und "
        "population.csv."
    ),
    Reason.DRAW_UNPROVED: (
        "Für diese Ziehung lässt sich kein Nachweis schreiben: Gespeichertes passt nicht zusammen, oder der "
        "Schlüssel fehlt. Die Innenrevision kann sie nachrechnen und sieht dort, was abweicht."
    ),
    Reason.SHEETS_ERASED: (
        "Die Prüfbögen mit Antworten, Berichtigungen und Abhilfen sind gelöscht, weil ihre Frist um ist. Es "
        "bleiben die Zahlen in released.csv und figures.json."
    ),
    Reason.ATTRIBUTES_ERASED: (
        "Was die Bestandsliste sonst über die Akten sagte, wird nur bis zum Abschluss des Monats gespeichert."
    ),
    Reason.NO_REPORT: "Zu diesem Monat ist kein Bericht hinausgegangen.",
    Reason.STAYS_IN_BRANCH: (
        "Notizen, Begründungen zu „nicht prüfbar“, Gespräche und abweichende Sichtweisen bleiben in der "
        "Zweigstelle und stehen deshalb nicht darin."
    ),
}
