"""A plan made complete by the file it is applied to: what was left open is filled in, and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import product
from operator import and_

from psmatrial.analysis.lesion_plan import lesion_regions, with_lesion_defaults
from psmatrial.analysis.plan import Plan, Strata
from psmatrial.analysis.slugs import region_slug, slug
from psmatrial.data.advice import comparing
from psmatrial.data.alike import one_slip
from psmatrial.data.cohort import Cohort
from psmatrial.data.named_tests import contrast_by_names
from psmatrial.data.strata import PSA_PRESETS
from psmatrial.data.tallies import joined
from psmatrial.errors import InputError, Problem, UsageError, choices
from psmatrial.model import Contrast, tests_of

# Any code of a reading to 1, the same for all.
READ = bytes([0]) + bytes([1]) * 255


@dataclass(frozen=True, slots=True)
class Resolved:
    """A complete plan and the defaults that mattered for this file, as warnings."""

    plan: Plan
    warnings: tuple[str, ...]


def resolved(plan: Plan, cohort: Cohort, stem: str) -> Resolved:
    """Fill in what the plan leaves to the file.

    Raises
    ------
    UsageError
        If the plan names a test, standard, reader or region that the file does not have, or none can be chosen.
    InputError
        If the file has a modality that looks like a misspelling of one that is compared.
    """
    contrasts = plan.contrasts or (_contrast(cohort),)
    _check_names(contrasts, plan.truth.standards, cohort)
    _check_paired(contrasts, cohort)
    if plan.clusters.lesion:
        plan = with_lesion_defaults(plan, lesion_regions(plan, cohort))
    regions = plan.endpoints.regions or (cohort.regions if cohort.has_regions and not plan.clusters.lesion else ())
    voters = tuple(name for name in _readers(contrasts, cohort) if name != plan.reading.adjudicator)
    readers = plan.reading.readers or voters
    _check_readers(plan, contrasts, cohort)
    if not plan.clusters.lesion:
        _check_primary(plan, regions)
    if plan.reading.rule == "reader" and plan.reading.reader not in readers:
        raise UsageError(f"reader {plan.reading.reader!r} is not in the file.", choices(plan.reading.reader, readers))
    complete = replace(
        plan,
        id=plan.id or slug(stem),
        title=plan.title or f"{contrasts[0].index} against {contrasts[0].comparator}",
        contrasts=contrasts,
        reading=replace(plan.reading, readers=readers),
        endpoints=replace(plan.endpoints, regions=regions),
        strata=filled_strata(plan, cohort),
    )
    return Resolved(complete, tuple(_defaults(plan, complete, cohort)))


def filled_strata(plan: Plan, cohort: Cohort) -> Strata:
    """Return the planned strata with their limits; none of outcomes alone, of lesions, or without PSA.

    Examples
    --------
    >>> from psmatrial.data.cohort import read_cohort
    >>> from psmatrial.analysis.example import example
    >>> filled_strata(Plan(), read_cohort(example()[0])).bins
    ('<0.5', '0.5-<1', '1-<2', '2-<5', '>=5')
    """
    bins = plan.strata.bins or PSA_PRESETS.get(plan.strata.preset, ())
    if not cohort.modalities or not cohort.has_psa or plan.clusters.lesion:
        bins = ()
    return replace(plan.strata, bins=tuple(bins), preset=plan.strata.preset if bins else "none")


def _readers(contrasts: Sequence[Contrast], cohort: Cohort) -> list[str]:
    """Return who read one of the tests that are compared, in the order of the cohort."""
    compared = tests_of(contrasts)
    read = {reader for modality, reader, _ in cohort.codes if modality in compared}
    return [name for name in cohort.readers if name in read]


def _check_readers(plan: Plan, contrasts: Sequence[Contrast], cohort: Cohort) -> None:
    """Refuse readers who are not planned, and tests that have no reader in common where none is planned.

    So is an adjudicator whom the file does not have, or who reads no test that is compared.
    """
    found, adjudicator = _readers(contrasts, cohort), plan.reading.adjudicator
    if adjudicator and adjudicator not in cohort.readers:
        raise UsageError(f"the adjudicator {adjudicator!r} is not in the file.", choices(adjudicator, cohort.readers))
    if adjudicator and adjudicator not in found:
        text = f"the adjudicator {adjudicator!r} reads no test that is compared."
        raise UsageError(text, choices(adjudicator, found))
    if planned := plan.reading.readers:
        known = (*planned, plan.reading.adjudicator) if plan.reading.adjudicator else planned
        if cohort.has_readers and (strange := [name for name in found if name not in known]):
            text = f"{strange[0]!r} reads a test that is compared and is not a planned reader."
            raise InputError(Problem(text, choices(strange[0], known), cohort.source))
        return
    tests = tests_of(contrasts)
    read = {test: {reader for name, reader, _ in cohort.codes if name == test} for test in tests}
    first, *others = read
    if apart := [test for test in others if read[test] and not read[test] & read[first]]:
        text = f"{first} and {apart[0]} have no reader in common, so a majority of all readers would mean nothing."
        raise UsageError(text, "Name those who decide under [reading] readers in the plan.")


def _contrast(cohort: Cohort) -> Contrast:
    """Choose index and comparator by the names that the field uses, or refuse."""
    if contrast := contrast_by_names(cohort.modalities):
        return contrast
    raise UsageError(
        "it is not clear which test is compared with which.",
        f"Give {comparing(cohort.source)}; the file has {', '.join(cohort.modalities) or 'none'}.",
    )


def _check_names(contrasts: Sequence[Contrast], standards: Sequence[str], cohort: Cohort) -> None:
    """Refuse a test or a standard that the file lacks, and a rare modality that looks like a misspelt one."""
    compared = tests_of(contrasts)
    for name in compared:
        if name not in cohort.modalities:
            raise UsageError(f"the file has no test {name!r}.", choices(name, cohort.modalities))
    for name in standards:
        if name not in cohort.modalities:
            raise UsageError(f"the file has no readings of the standard {name!r}.", choices(name, cohort.modalities))
    others = [name for name in cohort.modalities if name not in (*compared, *standards)]
    folded = {name.casefold(): name for name in compared}
    misspelt = [(name, _near(name.casefold(), list(folded))) for name in others]
    problems = [
        Problem(
            f"modality {name!r} looks like {folded[near[0]]!r}.",
            "Correct the file, or name both in the plan.",
            cohort.source,
        )
        for name, near in misspelt
        if near and not (_looks_planned(name, cohort) or _stands_beside(name, folded[near[0]], cohort))
    ]
    if problems:
        raise InputError(problems)


def _near(name: str, names: Sequence[str]) -> list[str]:
    """Return the names that a name may be a misspelling of, the nearest first."""
    # One slip in four letters is below the cutoff, at which names that are others would begin to look alike.
    return get_close_matches(name, names, n=1, cutoff=0.8) or [other for other in names if one_slip(name, other)]


def _stands_beside(name: str, other: str, cohort: Cohort) -> bool:
    """Return whether every reading of one test has one of the other beside it: then neither is a slip of the other."""
    return all(
        theirs
        for reader, region in product(cohort.readers, cohort.regions)
        for ours, theirs in zip(cohort.column(name, reader, region), cohort.column(other, reader, region), strict=True)
        if ours
    )


def _check_paired(contrasts: Sequence[Contrast], cohort: Cohort) -> None:
    """Refuse a contrast of two tests that no patient had both of: paired statistics would mean nothing."""
    for pair in contrasts:
        read = [_read(cohort, name) for name in (pair.index, pair.comparator)]
        if cohort.n and not any(map(and_, *(column.translate(READ) for column in read))):
            text = f"no patient was read with both {pair.index} and {pair.comparator}: these are not paired data."
            hint = "Patients need the same id under both tests; two separate groups cannot be compared here."
            raise InputError(Problem(text, hint, cohort.source))


def _read(cohort: Cohort, modality: str) -> bytes:
    """Return a byte per patient that is 0 where the patient has no row under a test."""
    columns = [column for (name, _, _), column in cohort.codes.items() if name == modality]
    return joined(columns)


def _looks_planned(name: str, cohort: Cohort) -> bool:
    """Return whether a modality has about as many patients as a whole test would: then it is one of its own."""
    counts = {test: found["patients"] for test, found in cohort.results().items()}
    return bool(counts[name] * 2 >= max(counts.values()))


def _check_primary(plan: Plan, regions: Sequence[str]) -> None:
    """Refuse a primary endpoint that is none of the endpoints."""
    known = ["patient", *(region_slug(region) for region in regions)]
    if region_slug(plan.primary.endpoint) not in known:
        raise UsageError(
            f"the primary endpoint {plan.primary.endpoint!r} is not one of the plan.",
            choices(plan.primary.endpoint, known),
        )


def _defaults(plan: Plan, complete: Plan, cohort: Cohort) -> list[str]:
    """Say each default that mattered."""
    counts: Counter[str] = Counter()
    for results in cohort.results().values():
        counts.update(results)
    filled = filled_in(complete)
    parts = {"contrasts": plan.contrasts, "readers": plan.reading.readers}
    said = [filled[name] for name, stated in parts.items() if not stated and name in filled]
    if counts["equivocal"] and plan.reading.equivocal == "negative":
        said.append(f"{_readings(counts['equivocal'], 'equivocal')} as negative")
    if counts["non-evaluable"]:
        said.append(f"{_readings(counts['non-evaluable'], 'non-evaluable')} as missing")
    if not plan.strata.bins and "bins" in filled:
        said.append(filled["bins"])
    unused = [
        name
        for name in cohort.modalities
        if name not in plan.truth.standards
        and all(name not in (pair.index, pair.comparator) for pair in complete.contrasts)
    ]
    said += [f"readings of {name} are in the file and in no contrast" for name in unused]
    return said


def filled_in(complete: Plan) -> dict[str, str]:
    """Return what is said of each part of a complete plan if it was left to the file; of a plan that states it nothing.

    Examples
    --------
    >>> filled_in(Plan(contrasts=(Contrast("PSMA", "MRI"),)))["contrasts"]
    'the index test is PSMA, the comparator MRI (chosen by their names)'
    """
    said, reading, strata = {}, complete.reading, complete.strata
    if complete.contrasts:
        pair = complete.contrasts[0]
        said["contrasts"] = f"the index test is {pair.index}, the comparator {pair.comparator} (chosen by their names)"
    if len(reading.readers) > 1:
        one = reading.rule == "reader"
        words = f"reader {reading.reader} alone" if one else f"{reading.rule} of the {len(reading.readers)} readers"
        said["readers"] = f"{words} in the file"
    if strata.bins:
        said["bins"] = f"PSA strata {', '.join(strata.bins)} (preset {strata.preset})"
    return said


def _readings(number: int, kind: str) -> str:
    """Return a number of readings that count as something."""
    return f"{number} {kind} reading{' counts' if number == 1 else 's count'}"
