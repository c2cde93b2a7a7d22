"""What the report was made from and with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Block, Facts, Paragraph, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return input, hash, versions and every warning."""
    record = results.provenance
    data = results.further["data"]
    used = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    facts = (
        ("Input", record["input"]),
        ("SHA-256 of the input", record["input_sha256"]),
        ("Size of the input", f"{record['input_bytes']} bytes"),
        ("Patients, readings", f"{data['patients']}, {data['rows']}"),
        ("Made with", used),
    )
    blocks: list[Block] = [Facts(facts)]
    blocks += [Paragraph(warning, "warning") for warning in record["warnings"]]
    return Section("provenance", "Provenance", tuple(blocks))
