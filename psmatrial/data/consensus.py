"""Several readers and regions to one result a patient, by the rules of the plan."""

from __future__ import annotations

from dataclasses import replace

from psmatrial.data.cohort import Cohort
from psmatrial.data.decided import Decision, Decisions, together
from psmatrial.data.panel import NO_SCAN, NOT_READ, VOTES, Panel, over_regions
from psmatrial.data.rules import ReadingRules
from psmatrial.data.tallies import joined
from psmatrial.errors import UsageError, choices

__all__ = ["Decision", "Decisions", "absent_regions_counted", "decisions", "order_dependent"]

# The meaning of each vote by its place in ``VOTES``, and one more: not read in this region, but in others.
_MEANINGS = (
    Decision("positive"),
    Decision("negative"),
    *(Decision(None, NO_SCAN if vote.reason == NOT_READ else vote.reason) for vote in VOTES[2:]),
    Decision(None, "the region was not read"),
)
_UNREAD = next(number for number, vote in enumerate(VOTES) if vote.reason == NOT_READ)
_READ = 16
_HAS_READ = bytes([0]).ljust(256, bytes([_READ]))
_ELSEWHERE = bytes(len(VOTES) if number == _UNREAD | _READ else number % _READ for number in range(256))


def decisions(
    cohort: Cohort, rules: ReadingRules, modality: str, region: str | None = None, reader: str | None = None
) -> Decisions:
    """Return the result of every patient under one test, in the order of the cohort.

    A reading counts as found, not found or missing; a reader finds disease in a patient by finding it in any region,
    and denies it by denying it in all planned ones; the readers decide by the rule, in the planned order of the two
    steps. A majority is more than half of the planned readers, whether they read or not. A tie rule settles patients
    of whom at least one reader gave a result; an adjudicator's own reading also settles those without any.

    Parameters
    ----------
    cohort
        Readings.
    rules
        How they become a result. Without planned readers, those of the cohort.
    modality
        Name of the test.
    region
        One region only; None for the patient, that is any planned region.
    reader
        One reader only, whatever the rule.

    Returns
    -------
    Decisions
        ``result`` is ``positive``, ``negative``, or None with the reason.

    Raises
    ------
    UsageError
        If the cohort has no such modality, reader or region.

    References
    ----------
    Calais et al., Lancet Oncol 2019;20:1286 (majority of three readers, any region).
    """
    if region is not None and region not in cohort.regions:
        raise UsageError(f"there is no region {region!r} in {cohort.source}.", choices(region, cohort.regions))
    panel = _panel(cohort, rules, reader)
    codes = [[cohort.column(modality, name, place) for place in cohort.regions] for name in panel.members]
    if region is not None:
        votes = panel.of_region(codes, cohort.regions.index(region))
        read = (column.translate(_HAS_READ) for columns in codes for column in columns)
        votes = joined([votes, *read]).translate(_ELSEWHERE) if _UNREAD in votes else votes
    elif rules.order == "region-first":
        votes = over_regions([panel.of_region(codes, place) for place in range(len(cohort.regions))])
    else:
        votes = panel.over_readers([panel.of_reader(columns) for columns in codes])
    return Decisions(votes, _MEANINGS)


def order_dependent(cohort: Cohort, rules: ReadingRules, modality: str) -> int:
    """Return how many patients have another result when regions and readers are combined in the other order."""
    by_reader = decisions(cohort, replace(rules, order="reader-first"), modality)
    by_region = decisions(cohort, replace(rules, order="region-first"), modality)
    return sum(n for (one, other), n in together(by_reader, by_region).items() if one.result != other.result)


def absent_regions_counted(cohort: Cohort, rules: ReadingRules, modality: str) -> int:
    """Return how many regions without a row count as negative, over patients and readers.

    Always 0 unless the plan says so; a reader without any row of a patient did not read the patient, and counts as
    missing even then.
    """
    if rules.absent_region != "negative":
        return 0
    count = 0
    for name in _panel(cohort, rules, None).members:
        for codes in zip(*(cohort.column(modality, name, place) for place in cohort.regions), strict=True):
            count += codes.count(0) if any(codes) else 0
    return count


def _panel(cohort: Cohort, rules: ReadingRules, reader: str | None) -> Panel:
    """Return who decides: one reader, or the planned ones with their adjudicator apart."""
    planned = rules.readers or cohort.readers
    adjudicator = rules.adjudicator if rules.tie == "adjudicator" else ""
    if reader is not None or rules.rule == "reader":
        named = reader if reader is not None else rules.reader
        known = (*planned, *cohort.readers)
        if named not in known:
            raise UsageError(f"there is no reader {named!r} in {cohort.source}.", choices(named, cohort.readers))
        single = replace(rules, rule="majority", tie="missing")
        return Panel((named,), 1, single)
    if adjudicator and adjudicator not in cohort.readers:
        text = f"the adjudicator {adjudicator!r} is not a reader of {cohort.source}."
        raise UsageError(text, choices(adjudicator, cohort.readers))
    voters = tuple(name for name in planned if name != rules.adjudicator)
    members = (*voters, adjudicator) if adjudicator else voters
    return Panel(members, len(voters), rules)
