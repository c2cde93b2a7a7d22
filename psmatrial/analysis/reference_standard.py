"""What is true of each patient and region: the most trusted standard that says anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psmatrial.analysis.tables import Source
from psmatrial.data.consensus import decisions

Known = Sequence[bool | None]


@dataclass(frozen=True, slots=True)
class ReferenceStandard:
    """The truth of a cohort.

    Parameters
    ----------
    regions
        Region to True, False or None (not known) of every patient; one entry ``""`` where truth is per patient.
    used
        Standard to how many patients it told something that no more trusted one did.
    """

    regions: dict[str, Known]
    used: dict[str, int]

    @property
    def has_datum(self) -> list[bool]:
        """Whether anything is known of a patient."""
        return [any(one is not None for one in known) for known in zip(*self.regions.values(), strict=True)]

    @property
    def partly(self) -> list[bool]:
        """Whether something is known of a patient, and not of every region."""
        return [
            any(one is not None for one in known) and None in known
            for known in zip(*self.regions.values(), strict=True)
        ]

    @property
    def diseased(self) -> list[bool | None]:
        """Whether a patient has disease anywhere; None where no region has it and not all are known."""
        return [_anywhere(known) for known in zip(*self.regions.values(), strict=True)]

    @property
    def told(self) -> list[bool | None]:
        """Whether disease is known anywhere; False where what is known denies it, None where nothing is known.

        False refutes what was found, and does not say that the patient has no disease where nobody looked.
        """
        return [bool(one) if datum else None for one, datum in zip(self.diseased, self.has_datum, strict=True)]


def _anywhere(known: Sequence[bool | None]) -> bool | None:
    """Return True where any is, False where all are False, else None."""
    return True if any(known) else None if None in known else False


def reference_standard(origin: Source) -> ReferenceStandard:
    """Return the truth by the standards of the plan; per region where they were read per region."""
    cohort, plan = origin.cohort, origin.plan
    places = plan.endpoints.regions or cohort.regions
    found: dict[str, Known] = {}
    used = dict.fromkeys(plan.truth.standards, 0)
    told = [[_told(origin, standard, region) for region in places] for standard in plan.truth.standards]
    for at, region in enumerate(places):
        columns = [regions[at] for regions in told]
        found[region] = [next((one for one in known if one is not None), None) for known in zip(*columns, strict=True)]
    for number in range(cohort.n):
        deciding = {
            next((name for name, regions in zip(used, told, strict=True) if regions[at][number] is not None), "")
            for at in range(len(places))
        }
        for name in deciding - {""}:
            used[name] += 1
    return ReferenceStandard(found, used)


def _told(origin: Source, standard: str, region: str) -> Known:
    """Return what one standard says of one region: the majority of those who read it; equivocal, it says nothing."""
    cohort = origin.cohort
    readers = tuple(name for name in cohort.readers if any(key[:2] == (standard, name) for key in cohort.codes))
    silent = {"equivocal": "missing", "tie": "missing", "absent_region": "missing", "adjudicator": ""}
    rules = replace(origin.plan.rules(), readers=readers, rule="majority", **silent)
    words = {"positive": True, "negative": False, None: None}
    return [words[decision.result] for decision in decisions(cohort, rules, standard, region)]
