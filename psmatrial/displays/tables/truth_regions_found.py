"""Correct and verified detection rate in each region."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.policies import beyond_pairs, with_result
from psmatrial.displays.tables._paired import any_illustration
from psmatrial.displays.tables._truth_regions import interval_words, region_cells, region_columns
from psmatrial.displays.tables.truth import same_number

TITLES = {"cdr": "Correct detection rate", "vdr": "Verified detection rate"}
# "{}" is what narrows patients to those read, empty where a missing result counts as negative.
BELOW = {
    "cdr": "of patients who have a reference datum there; not read there they count as not found",
    "vdr": "of patients{} who have a reference datum there",
    "scanned": "of all patients{}",
}
SAME = "Here the two are the same number."


def table(results: Results) -> Table | None:
    """Return one row a rate, region and reader; rates that are the same number share it. None without such rates."""
    scanned = results.plan["truth"]["denominator"] == "scanned"
    held = [name for name in TITLES if results.select(unit="region", stratum="all", quantity=f"index-{name}")]
    if not held:
        return None
    same = len(held) > 1 and not scanned and same_number(results, "region")
    cells = []
    for name in held[:1] if same else held:
        label = "" if len(held) == 1 or same else f", {TITLES[name].lower()}"
        cells += [shown for _, _, shown in region_cells(results, name, label)]
    title = " and ".join([TITLES[held[0]], *(TITLES[name].lower() for name in held[1:])])
    notes = []
    for name in held[:1] if same else held:
        below = BELOW["scanned" if name == "vdr" and scanned else name].format(with_result(results, " read there"))
        named = title if same else TITLES[name]
        notes.append(f"{named}: patients positive in the region whose truth there is positive, {below}.")
    notes += [SAME] if same else []
    notes += [*beyond_pairs(results), f"{interval_words(results)}."]
    marked = any_illustration(cells, results)
    return Table(
        "truth-regions-found", f"{title} by region", region_columns(results), tuple(cells), tuple(notes), marked
    )
