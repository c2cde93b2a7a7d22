"""What the report was made from and with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.blind import rehearsal
from psmatrial.analysis.results import Results
from psmatrial.displays.lock_words import lock_of
from psmatrial.reports.document import Block, Facts, Paragraph, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return input, hash, versions and every warning."""
    record = results.provenance
    data = results.further.get("data")
    used = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    facts = [
        ("Input", record["input"]),
        ("SHA-256 of the input", record["input_sha256"]),
    ]
    facts += _history(record)
    # Where small counts are withheld, so are the size of the file and the count of its rows.
    if data:
        facts.append(("Size of the input", f"{record['input_bytes']} bytes"))
        facts.append(("Patients, readings", f"{data['patients']}, {data['rows']}"))
    facts.append(("Made with", used))
    if lock := lock_of(results):
        facts.append(("Locked plan", f"{lock['date']}, SHA-256 {lock['sha256']}"))
    if blind := rehearsal(results):
        facts.append(("Blind rehearsal", blind["statement"]))
    blocks: list[Block] = [Facts(tuple(facts))]
    blocks += [Paragraph(warning, "warning") for warning in record["warnings"]]
    return Section("provenance", "Provenance", tuple(blocks))


def _history(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and hash of the file of earlier PSA values, where one was read."""
    if not (history := record.get("psa_history")):
        return []
    return [("PSA history", history["input"]), ("SHA-256 of the PSA history", history["input_sha256"])]
