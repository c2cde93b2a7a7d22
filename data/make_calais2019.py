"""Write the readings of the Calais 2019 example: one feasible set of patients behind the printed counts.

Patients are laid out by what the majority of the readers saw, so that each printed count is a sum of
group sizes below. Readers then part company, one at a time: in a positive patient one of three may see
nothing, in a negative patient one of three may see a region alone. A lone reader never carries a vote
of three, so the majority over readers and the union over regions give the same answer in either order.

Nothing is drawn at random: the same bytes come out on every machine. Run it from anywhere:
``python data/make_calais2019.py``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIES = (
    ROOT / "data" / "calais2019" / "reads.csv",
    ROOT / "psmatrial" / "data" / "examples" / "calais2019" / "reads.csv",
)
COLUMNS = ("patient_id", "reader", "modality", "region", "result", "psa")
READERS = ("R1", "R2", "R3")
BED, NODES, FAR = REGIONS = ("prostate bed", "pelvic nodes", "extrapelvic")

# PSA in ng/mL of the patients with 0.2 to 0.5, above 0.5 to 1.0, above 1.0 to 2.0. The limits 0.50 and 1.00 belong
# to the lower stratum, and the 25th and 26th of the 50 values are 0.50, the printed median.
PSA = (
    """0.20 0.21 0.22 0.22 0.23 0.24 0.25 0.26 0.27 0.27 0.28 0.29 0.30
    0.31 0.33 0.34 0.35 0.37 0.38 0.40 0.41 0.43 0.45 0.47 0.50 0.50""",
    "0.51 0.53 0.54 0.56 0.58 0.61 0.63 0.66 0.68 0.71 0.74 0.77 0.77 0.82 0.86 0.91 0.96 1.00",
    "1.04 1.13 1.27 1.42 1.68 1.93",
)

# What the majority saw with PSMA and with fluciclovine, and the patients in each PSA stratum.
GROUPS = (
    ((BED,), (BED,), (3, 2, 0)),
    ((NODES,), (NODES,), (1, 1, 1)),
    ((NODES,), (BED,), (0, 1, 0)),
    ((BED,), (), (1, 1, 0)),
    ((NODES,), (), (4, 4, 1)),
    ((FAR,), (), (2, 2, 2)),
    ((NODES, FAR), (), (1, 1, 0)),
    ((), (BED,), (2, 1, 0)),
    ((), (NODES,), (1, 0, 0)),
    ((), (), (11, 5, 2)),
)

# Patients in whom one reader differs, among those positive and those negative by majority: invented, fewer with PSMA.
SPLIT = {"PSMA": (7, 5), "fluciclovine": (9, 14)}
# Who misses a finding and who reports one alone: R3 reads with more restraint than R1. Invented too.
MISSING = ("R3", "R2", "R3", "R1", "R3", "R2", "R1")
ALONE = (("R1", BED), ("R2", NODES), ("R3", BED), ("R1", FAR), ("R2", BED), ("R1", NODES), ("R3", NODES))

Seen = tuple[str, ...]
Patient = tuple[str, Seen, Seen]


def dealt(items: list[str], step: int) -> list[str]:
    """Return the items in the order met when walking round them in steps that share no factor with their number."""
    return [items[i * step % len(items)] for i in range(len(items))]


def patients() -> list[Patient]:
    """Return PSA, PSMA regions and fluciclovine regions of 50 patients, groups and strata mixed."""
    psa = [iter(dealt(text.split(), 5)) for text in PSA]
    listed = [
        (next(psa[stratum]), psma, fluciclovine)
        for psma, fluciclovine, sizes in GROUPS
        for stratum, size in enumerate(sizes)
        for _ in range(size)
    ]
    return [listed[i * 17 % len(listed)] for i in range(len(listed))]


def chosen(places: list[int], number: int) -> set[int]:
    """Return so many of the places, evenly spread."""
    return {places[i * len(places) // number] for i in range(number)}


def readings(consensus: list[Seen], split: tuple[int, int]) -> list[dict[str, Seen]]:
    """Return what each reader saw in each patient with one tracer."""
    positive = chosen([i for i, seen in enumerate(consensus) if seen], split[0])
    negative = chosen([i for i, seen in enumerate(consensus) if not seen], split[1])
    missing, alone = cycle(MISSING), cycle(ALONE)
    reads = [dict.fromkeys(READERS, seen) for seen in consensus]
    for i in sorted(positive):
        reads[i][next(missing)] = ()
    for i in sorted(negative):
        reader, region = next(alone)
        reads[i][reader] = (region,)
    return reads


def rows() -> Iterator[tuple[str, ...]]:
    """Yield one row a reading, by patient, reader, modality and region."""
    cohort = patients()
    reads = {
        "PSMA": readings([psma for _, psma, _ in cohort], SPLIT["PSMA"]),
        "fluciclovine": readings([fluciclovine for _, _, fluciclovine in cohort], SPLIT["fluciclovine"]),
    }
    for i, (psa, _, _) in enumerate(cohort):
        for reader in READERS:
            for modality, by_patient in reads.items():
                for region in REGIONS:
                    result = "positive" if region in by_patient[i][reader] else "negative"
                    yield f"CAL-{i + 1:02d}", reader, modality, region, result, psa


def text() -> str:
    """Return the whole file."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return page.getvalue()


def main() -> None:
    """Write both copies."""
    for copy in COPIES:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text(), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
