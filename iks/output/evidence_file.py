"""An evidence package as a ZIP file that can be read without this program."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping

from iks.domain.evidence import COLUMNS, Evidence
from iks.output.csv import to_csv
from iks.output.evidence_words import DEFINITIONS, FILES, GONE, TABLES

FORMAT = "iks-evidence-1"
# A fixed moment and no packing: the same package gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)
_AREAS = {"benefits": "Leistung", "integration": "Markt und Integration"}


def evidence_name(evidence: Evidence) -> str:
    """Return the name of the file; no file number stands in it."""
    parts = ("nachweispaket", evidence.area, evidence.month, evidence.branch)
    return "-".join(filter(None, parts)) + ".zip"


def evidence_file(evidence: Evidence) -> bytes:
    """Return the package as a ZIP file: tables as CSV, files as they are, a manifest and a first page."""
    members = {f"{name}.csv": to_csv(COLUMNS[name], rows) for name, rows in evidence.tables.items()}
    members["definitions.csv"] = to_csv(("table", "column", "meaning"), _definitions())
    members |= evidence.files
    members["LIESMICH.txt"] = _first_page(evidence, members).encode()
    members["manifest.json"] = _manifest(evidence, members)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            package.writestr(entry, members[name])
    return target.getvalue()


def _definitions() -> list[tuple[str, str, str]]:
    return [(table, column, DEFINITIONS[column]) for table, names in COLUMNS.items() for column in names]


def _manifest(evidence: Evidence, members: Mapping[str, bytes]) -> bytes:
    position, digest = evidence.head
    manifest = {
        "format": FORMAT,
        "area": evidence.area,
        "month": evidence.month,
        "branch": evidence.branch,
        "reason": evidence.reason,
        "asked_by": evidence.asked_by,
        "approved_by": evidence.approved_by,
        "taken_at": evidence.taken_at,
        "digest": evidence.digest,
        "journal_head": {"position": position, "hash": digest},
        "gone": [{"what": gone.reason, "draw": gone.about, "since": gone.since} for gone in evidence.gone],
        "members": {name: hashlib.sha256(members[name]).hexdigest() for name in sorted(members)},
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def _first_page(evidence: Evidence, members: Mapping[str, bytes]) -> str:
    place = evidence.branch or "alle Zweigstellen"
    position, digest = evidence.head
    lines = [
        f"Nachweispaket {_AREAS[evidence.area]}, {evidence.month}, {place}",
        "",
        f"Grund: {evidence.reason}",
        f"Beantragt von {evidence.asked_by}, freigegeben von {evidence.approved_by}.",
        f"Zusammengestellt: {evidence.taken_at}",
        "",
        "Das Paket enthält Aktenzeichen und einzelne Prüfbögen. Bitte geben Sie es nur an die Stelle weiter,",
        "für die es beantragt wurde.",
        "",
        "WAS DARIN STEHT",
        *_contents(evidence, members),
        "",
        "WAS FEHLT",
        *(f"- {_gone(evidence, place)}" for place in range(len(evidence.gone))),
        "",
        "SO LÄSST SICH DIE STICHPROBE NACHRECHNEN",
        "1. Entpacken Sie eine Datei aus dem Ordner proofs.",
        "2. python3 verify.py DATEI.zip rechnet die Ziehung nach, ohne Netz und ohne dieses Programm.",
        "3. Jedes einzelne Los: Startwert, Zweigstelle und Aktenzeichen, durch Zeilenumbrüche getrennt,",
        "   ergeben mit SHA-256 das Los in sample.csv. Die kleinsten Lose einer Schicht sind die Stichprobe.",
        "   Ersatzakten haben das nächste Los.",
        "",
        "SO LASSEN SICH DIE DATEIEN PRÜFEN",
        "manifest.json nennt SHA-256 jeder Datei. Jede Zeile von journal.jsonl ist ein Eintrag des",
        "Protokolls: „hash“ ist SHA-256 über die JSON-Liste aus position, at, actor, via, event, data und",
        "previous_hash, ohne Leerzeichen. Ob die Einträge lückenlos aneinander anschließen, zeigt die",
        "Ausgabe des ganzen Protokolls.",
        f"Letzter Eintrag, als dieses Paket entstand: {position}, {digest}",
        "",
        "CSV: UTF-8, Trennzeichen Semikolon, Dezimalkomma.",
    ]
    return "\r\n".join(lines) + "\r\n"


def _contents(evidence: Evidence, members: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(members):
        table = name.removesuffix(".csv")
        if table in TABLES:
            yield f"- {name} ({len(evidence.tables[table])} Zeilen): {TABLES[table]}"
        else:
            yield f"- {name}: {next(words for start, words in FILES.items() if name.startswith(start))}"


def _gone(evidence: Evidence, place: int) -> str:
    gone = evidence.gone[place]
    about = f"Ziehung {gone.about}: " if gone.about else ""
    since = f" (seit {gone.since})" if gone.since else ""
    return f"{about}{GONE[gone.reason]}{since}"
