"""Write the five simulated examples: several tests, lesions, truth, management, outcomes. Always the same bytes.

No number here comes from a patient or a trial. PSA is log-normal; a site of disease is present more often at higher
PSA; a test sees a site that is there with one probability and calls one that is not with another; a reader departs
from what the scan shows with a small probability of his own; a few readings are equivocal or could not be made.

    python data/make_simulated.py
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from random import Random

SEED = 20261121
HERE = Path(__file__).parent
REGIONS = ("prostate bed", "pelvic nodes", "extrapelvic")
READERS = ("R1", "R2", "R3")
# Chance that a site of disease is there at 1 ng/mL, and its growth with the logarithm of PSA.
PRESENT = {"prostate bed": (-1.0, 0.5), "pelvic nodes": (-0.5, 0.9), "extrapelvic": (-1.2, 1.1)}
# Chance that a scan shows a site that is there, and one that is not.
SEES = {"PSMA": (0.80, 0.03), "fluciclovine": (0.45, 0.05), "MRI": (0.40, 0.04)}
DEPARTS = 0.05
EQUIVOCAL = 0.02
Row = dict[str, object]


def logistic(x: float) -> float:
    """Return the probability of these log odds."""
    return 1 / (1 + math.exp(-x))


def psa_of(random: Random) -> str:
    """Return a PSA in ng/mL."""
    return f"{min(max(random.lognormvariate(-0.3, 0.7), 0.2), 9.9):.2f}"


def disease(random: Random, psa: str) -> dict[str, bool]:
    """Return which regions hold disease."""
    return {
        region: random.random() < logistic(base + slope * math.log(float(psa)))
        for region, (base, slope) in PRESENT.items()
    }


def shown(random: Random, there: Mapping[str, bool], test: str) -> dict[str, bool]:
    """Return what the scan of one test shows in each region."""
    return {region: random.random() < SEES[test][not there[region]] for region in REGIONS}


def reading(random: Random, *, visible: bool) -> str:
    """Return what one reader reports of one region."""
    if random.random() < EQUIVOCAL:
        return "equivocal"
    return "positive" if visible != (random.random() < DEPARTS) else "negative"


def read(
    random: Random, test: str, seen: Mapping[str, bool], about: Row, readers: Sequence[str] = READERS
) -> list[Row]:
    """Return the rows of one scan."""
    return [
        {**about, "reader": reader, "modality": test, "region": region, "result": reading(random, visible=seen[region])}
        for reader in readers
        for region in REGIONS
    ]


def three_tests(random: Random) -> Iterable[Row]:
    """Yield 60 patients with PSMA and fluciclovine PET, most of them with MRI; one scan could not be read."""
    for number in range(1, 61):
        psa = psa_of(random)
        there = disease(random, psa)
        for test in SEES:
            if (test == "MRI" and number % 15 == 0) or (test == "fluciclovine" and number % 29 == 0):
                continue
            rows = read(random, test, shown(random, there, test), {"patient_id": f"S{number:02}", "psa": psa})
            for row in rows:
                unread = number == 17 and test == "MRI"
                yield {**row, "result": "non-evaluable"} if unread else row


def lesions(random: Random) -> Iterable[Row]:
    """Yield the lesions of 40 patients, each found by at least one of two tests."""
    for number in range(1, 41):
        aggressive = random.gauss(0, 0.8)
        for lesion in range(1, 2 + min(int(random.expovariate(0.5)), 7)):
            found = {
                test: random.random() < logistic(base + aggressive)
                for test, base in (("PSMA", 1.4), ("fluciclovine", 0.1))
            }
            if not any(found.values()):
                continue
            results = {test: "positive" if seen else "negative" for test, seen in found.items()}
            region = random.choice(REGIONS)
            yield {"patient_id": f"S{number:02}", "lesion_id": lesion, "region": region, **results}


def truth(random: Random) -> Iterable[Row]:
    """Yield 80 patients with readings, SUVmax and truth: histology of some, imaging in follow-up of most."""
    for number in range(1, 81):
        psa = psa_of(random)
        there = disease(random, psa)
        about = {
            "patient_id": f"S{number:02}",
            "psa": psa,
            "isup_grade": random.choice("12345"),
            "adt": random.choice(["no", "no", "no", "yes"]),
        }
        for test in ("PSMA", "fluciclovine"):
            seen = shown(random, there, test)
            uptake = {region: random.lognormvariate(1.9 if test == "PSMA" else 1.3, 0.5) for region in REGIONS}
            for row in read(random, test, seen, about):
                hot = row["result"] == "positive"
                yield {**row, "suvmax": f"{uptake[str(row['region'])] * random.uniform(0.95, 1.05):.1f}" if hot else ""}
        standards = [("histology", number % 4 == 0), ("imaging", number % 10 != 7)]
        for standard, known in standards:
            for region in REGIONS if known else ():
                result = "positive" if there[region] else "negative"
                yield {
                    **about,
                    "reader": "board",
                    "modality": standard,
                    "region": region,
                    "result": result,
                    "suvmax": "",
                }


# Months that PSA takes to double: the middle of the patients, and their spread on the scale of logarithms.
DOUBLING = (6.0, 0.6)


def psa_history(random: Random) -> Iterable[Row]:
    """Yield earlier PSA values of the patients of ``truth``, months before the scans: two to six, a few falling."""
    last = {str(row["patient_id"]): float(str(row["psa"])) for row in truth(Random(f"{SEED} truth"))}  # noqa: S311
    for number, (patient, psa) in enumerate(last.items(), start=1):
        months = random.lognormvariate(math.log(DOUBLING[0]), DOUBLING[1]) * (-1 if number % 16 == 0 else 1)
        count = 2 if number % 13 == 0 else random.choice([3, 4, 5, 6])
        apart = random.choice([2, 3, 3, 4]) if number % 19 else 1
        for before in range((count - 1) * apart, -1, -apart):
            value = psa * 2 ** (-before / months) * random.lognormvariate(0, 0.06 if before else 0)
            text = "<0.02" if value < 0.02 else f"{min(value, 99.0):.2f}"
            yield {"patient_id": patient, "month": -before, "psa": text}


PLANS = ("salvage radiotherapy", "radiotherapy with nodes", "surveillance", "systemic therapy")


def management(random: Random) -> Iterable[Row]:
    """Yield 70 patients with the treatment planned before the scans and after both were known."""
    for number in range(1, 71):
        psa = psa_of(random)
        there = disease(random, psa)
        seen = {test: any(shown(random, there, test).values()) for test in ("PSMA", "fluciclovine")}
        before = random.choices(PLANS, (6, 2, 2, 1))[0]
        after = before
        if random.random() < 0.7:
            where = [region for region in REGIONS if there[region]]
            after = (
                PLANS[3]
                if "extrapelvic" in where
                else PLANS[1]
                if "pelvic nodes" in where
                else PLANS[0]
                if where
                else before
            )
        results = {test: "positive" if found else "negative" for test, found in seen.items()}
        yield {
            "patient_id": f"S{number:02}",
            "psa": psa,
            "age_group": random.choice(["50-59", "60-69", "60-69", "70-79"]),
            "isup_grade": random.choice(["1", "2", "2", "3", "4", "5", ""]),
            "prior_treatment": random.choice(["surgery", "surgery", "surgery and radiotherapy"]),
            **results,
            "plan_before": before,
            "plan_after": "" if number == 40 else after,
        }


ARMS = {"fluciclovine": 0.022, "PSMA": 0.014}


def outcomes(random: Random) -> Iterable[Row]:
    """Yield 140 patients randomised to radiotherapy planned on one scan or the other, and how long they were free.

    Failure comes at a constant rate, half as fast again where the risk is high; recruitment over two years spreads the
    end of follow-up; a few die of something else or are lost.
    """
    for number in range(1, 141):
        arm, risk = ("fluciclovine", "PSMA")[number % 2], random.choice(["low", "low", "high"])
        ends = {
            "failure": random.expovariate(ARMS[arm] * (1.5 if risk == "high" else 1)),
            "death": random.expovariate(0.002),
            "lost": random.expovariate(0.003),
            "none": random.uniform(18, 42),
        }
        end = min(ends, key=ends.__getitem__)
        months = f"{max(ends[end], 0.1):.1f}"
        yield {
            "patient_id": f"S{number:03}",
            "arm": arm,
            "risk": risk,
            "months": "" if number == 57 else months,
            "status": end,
        }


EXAMPLES = {
    "three-tests": three_tests,
    "lesions": lesions,
    "truth": truth,
    "management": management,
    "outcomes": outcomes,
}
# A file without readings has another name.
FILES = {"outcomes": "outcomes.csv"}
# Files that stand beside an example's own.
BESIDE = {"truth/history/psa.csv": psa_history}


def text_of(name: str) -> str:
    """Return the file of one example, or one that stands beside it."""
    made = (EXAMPLES | BESIDE)[name]
    rows = list(made(Random(f"{SEED} {name}")))  # noqa: S311 - a simulation, not a secret
    file = StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def main() -> None:
    """Write every example into its folder."""
    for name in EXAMPLES:
        (HERE / name).mkdir(exist_ok=True)
        (HERE / name / FILES.get(name, "reads.csv")).write_text(text_of(name), encoding="utf-8", newline="")
    for name in BESIDE:
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(text_of(name), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
