"""Which 2x2 tables a plan asks for, and how each is counted from the cohort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.rows import Place
from psmatrial.analysis.slugs import region_slug
from psmatrial.data.cohort import Cohort
from psmatrial.data.consensus import Decision, decisions
from psmatrial.data.rules import ReadingRules
from psmatrial.data.strata import parsed_bins, stratum_of
from psmatrial.data.tabulate import Tabulated, paired
from psmatrial.model import Contrast

NO_STRATUM = 255


@dataclass(frozen=True, slots=True)
class Counted:
    """One table with its place; ``family`` is the family of its test: primary, regions, strata, readers or further."""

    place: Place
    tabulated: Tabulated
    family: str


@dataclass(frozen=True, slots=True)
class Source:
    """A cohort with its plan; decisions by the planned rules are made once and kept.

    ``strata`` holds the place of each patient's stratum among ``plan.strata.bins``, ``NO_STRATUM`` where there is none.
    """

    cohort: Cohort
    plan: Plan
    strata: bytes
    made: dict[tuple[object, ...], Sequence[Decision]] = field(default_factory=dict, compare=False)

    def decided(
        self, modality: str, region: str | None = None, reader: str | None = None, rules: ReadingRules | None = None
    ) -> Sequence[Decision]:
        """Return one decision a patient, by the planned rules or by others."""
        planned = self.plan.rules()
        if rules not in {None, planned}:
            return decisions(self.cohort, rules or planned, modality, region, reader)
        wanted = (modality, region, reader)
        if wanted not in self.made:
            self.made[wanted] = decisions(self.cohort, planned, modality, region, reader)
        return self.made[wanted]

    def members(self, stratum: str) -> bytes:
        """Return 1 for each patient of a stratum, 0 for the others."""
        number = self.plan.strata.bins.index(stratum)
        return self.strata.translate(bytes(int(place == number) for place in range(256)))

    def counted(
        self,
        contrast: Contrast,
        region: str | None = None,
        reader: str | None = None,
        stratum: str | None = None,
        missing: str | None = None,
        rules: ReadingRules | None = None,
    ) -> Tabulated:
        """Return the 2x2 table of one endpoint, reader and stratum."""
        pair = [self.decided(test, region, reader, rules) for test in (contrast.index, contrast.comparator)]
        members = None if stratum is None else self.members(stratum)
        return paired(pair[0], pair[1], contrast, missing=missing or self.plan.reading.missing, members=members)


def source(cohort: Cohort, plan: Plan) -> Source:
    """Return the cohort with the stratum of each patient, and the PSA doubling time where there is a history."""
    if cohort.psa_history:
        from psmatrial.analysis.doubling import with_doubling_times

        cohort = with_doubling_times(cohort)
    bins = parsed_bins(plan.strata.bins)
    # Many patients share a value; each is read as a number once.
    number_of = {label: number for number, label in enumerate(plan.strata.bins)}
    known = {text: number_of.get(stratum_of(text, bins) or "", NO_STRATUM) for text in set(cohort.psa)}
    return Source(cohort, plan, bytes(map(known.__getitem__, cohort.psa)))


def places(plan: Plan) -> tuple[Place, ...]:
    """Return the endpoints of a plan: patient, then each region."""
    patient = (Place("patient", "patient"),) if plan.endpoints.patient else ()
    return (*patient, *(Place(region_slug(name), "region", name) for name in plan.endpoints.regions))


def primary_place(plan: Plan) -> Place:
    """Return the place of the primary endpoint."""
    return next(place for place in places(plan) if place.endpoint == region_slug(plan.primary.endpoint))


def contrast_prefix(plan: Plan, contrast: Contrast) -> str:
    """Return what stands before the ids of a contrast: nothing where it is the only one."""
    return pair_prefix(contrast) if len(plan.contrasts) > 1 else ""


def pair_prefix(contrast: Contrast) -> str:
    """Return a contrast as it stands before the ids of its rows.

    Examples
    --------
    >>> pair_prefix(Contrast("PSMA", "MRI"))
    'PSMA-vs-MRI:'
    """
    return f"{contrast.index}-vs-{contrast.comparator}:"


def counted_tables(origin: Source, contrast: Contrast, prefix: str) -> Iterator[Counted]:
    """Yield every planned table of a contrast: endpoints, strata of the primary one, readers."""
    plan = origin.plan
    primary = primary_place(plan)
    for place in places(plan):
        family = "primary" if place == primary else ("regions" if place.unit == "region" else "further")
        yield Counted(replace(place, prefix=prefix, stratum="all"), origin.counted(contrast, place.region), family)
    for label in plan.strata.bins:
        place = replace(primary, prefix=prefix, stratum_by="psa", stratum=label)
        yield Counted(place, origin.counted(contrast, primary.region, stratum=label), "strata")
    if len(plan.reading.readers) > 1:
        for reader in plan.reading.readers:
            for place in places(plan):
                at = replace(place, prefix=prefix, stratum="all", reader=reader)
                yield Counted(at, origin.counted(contrast, place.region, reader=reader), "readers")
