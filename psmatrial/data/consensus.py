"""Several readers and regions to one result a patient, by the rules of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psmatrial.data.cohort import Cohort
from psmatrial.data.rules import ReadingRules
from psmatrial.errors import UsageError, choices

NOT_READ = "not read"
NO_SCAN = "no scan"
REGION_NOT_READ = "a planned region was not read"
UNDECIDED = "readers undecided"
TOO_FEW = "too few readers gave a result"
# What is said of a patient when several reasons hold: the first of these that does.
_FOREMOST = (UNDECIDED, TOO_FEW, "non-evaluable", "equivocal", REGION_NOT_READ)


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of one patient under one test; without one, ``reason`` says why."""

    result: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Vote:
    """What one reader, or all of them, say of one region or of the patient: found, not found, or why neither."""

    found: bool | None
    reason: str = ""


FOUND = _Vote(found=True)
NOT_FOUND = _Vote(found=False)


def decisions(
    cohort: Cohort, rules: ReadingRules, modality: str, region: str | None = None, reader: str | None = None
) -> list[Decision]:
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
    list of Decision
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
    columns = [cohort.column(modality, name, place) for name in panel.members for place in cohort.regions]
    only = None if region is None else cohort.regions.index(region)
    made: dict[tuple[int, ...], Decision] = {}
    found = []
    for codes in zip(*columns, strict=True):
        if codes not in made:
            made[codes] = panel.decision(codes, only)
        found.append(made[codes])
    return found


def order_dependent(cohort: Cohort, rules: ReadingRules, modality: str) -> int:
    """Return how many patients have another result when regions and readers are combined in the other order."""
    orders = [decisions(cohort, replace(rules, order=order), modality) for order in ("reader-first", "region-first")]
    return sum(one.result != other.result for one, other in zip(*orders, strict=True))


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


@dataclass(frozen=True, slots=True)
class _Panel:
    """Who decides, and how: ``voters`` of the members vote, one more may adjudicate."""

    members: tuple[str, ...]
    voters: int
    regions: int
    rules: ReadingRules

    def decision(self, codes: Sequence[int], only: int | None) -> Decision:
        """Return the result for the codes of one patient: all regions of the first member, then of the second."""
        rows = [self._row(codes[at : at + self.regions]) for at in range(0, len(codes), self.regions)]
        if only is not None:
            vote = self._over_readers([row[only] for row in rows])
        elif self.rules.order == "region-first":
            vote = _over_regions([self._over_readers(list(column)) for column in zip(*rows, strict=True)])
        else:
            vote = self._over_readers([_over_regions(row) for row in rows])
        if vote.found is not None:
            return Decision("positive" if vote.found else "negative")
        if vote.reason != NOT_READ:
            return Decision(None, vote.reason)
        return Decision(None, "the region was not read" if any(codes) and only is not None else NO_SCAN)

    def _row(self, codes: Sequence[int]) -> list[_Vote]:
        """Return what one reader says of each region."""
        absent = NOT_FOUND if any(codes) and self.rules.absent_region == "negative" else _Vote(None, NOT_READ)
        unsure = {"negative": NOT_FOUND, "positive": FOUND}.get(self.rules.equivocal, _Vote(None, "equivocal"))
        # In the order of the codes: no row, then those of RESULTS.
        votes = (absent, FOUND, NOT_FOUND, unsure, _Vote(None, "non-evaluable"))
        return [votes[code] for code in codes]

    def _over_readers(self, votes: list[_Vote]) -> _Vote:
        """Return what the readers say together; the adjudicator speaks only when they cannot."""
        voting = votes[: self.voters]
        yes, no = (sum(vote.found is said for vote in voting) for said in (True, False))
        found = _by_rule(self.rules.rule, yes, no, len(voting))
        if found is not None:
            return _Vote(found)
        settled = self._settled(votes, yes + no)
        if settled is not None:
            return _Vote(settled)
        if not yes + no:
            return _Vote(None, _foremost([vote.reason for vote in voting]))
        if self.rules.rule in {"any", "all"}:
            return _Vote(None, "a planned reader gave no result")
        return _Vote(None, UNDECIDED if 2 * (yes + no) > len(voting) else TOO_FEW)

    def _settled(self, votes: list[_Vote], given: int) -> bool | None:
        """Return what the tie rule makes of readers without a majority; nobody's result stays missing."""
        if self.rules.rule != "majority":
            return None
        if self.rules.tie == "adjudicator" and len(votes) > self.voters:
            return votes[-1].found
        if given and self.rules.tie in {"positive", "negative"}:
            return self.rules.tie == "positive"
        return None


def _panel(cohort: Cohort, rules: ReadingRules, reader: str | None) -> _Panel:
    """Return who decides: one reader, or the planned ones with their adjudicator apart."""
    planned = rules.readers or cohort.readers
    adjudicator = rules.adjudicator if rules.tie == "adjudicator" else ""
    if reader is not None or rules.rule == "reader":
        named = reader if reader is not None else rules.reader
        known = (*planned, *cohort.readers)
        if named not in known:
            raise UsageError(f"there is no reader {named!r} in {cohort.source}.", choices(named, cohort.readers))
        single = replace(rules, rule="majority", tie="missing")
        return _Panel((named,), 1, len(cohort.regions), single)
    if adjudicator and adjudicator not in cohort.readers:
        text = f"the adjudicator {adjudicator!r} is not a reader of {cohort.source}."
        raise UsageError(text, choices(adjudicator, cohort.readers))
    voters = tuple(name for name in planned if name != rules.adjudicator)
    members = (*voters, adjudicator) if adjudicator else voters
    return _Panel(members, len(voters), len(cohort.regions), rules)


def _by_rule(rule: str, yes: int, no: int, planned: int) -> bool | None:
    """Return what counts of readers for and against decide, or None."""
    # How many must agree, of those planned, for each side to win.
    needed = {"any": (1, planned), "all": (planned, 1)}.get(rule, (planned // 2 + 1, planned // 2 + 1))
    if yes >= needed[0]:
        return True
    return False if no >= needed[1] else None


def _over_regions(votes: Sequence[_Vote]) -> _Vote:
    """Return found if found in any region, not found if in none of all, else why it is not known."""
    if any(vote.found for vote in votes):
        return FOUND
    if all(vote.found is False for vote in votes):
        return NOT_FOUND
    return _Vote(None, _foremost([vote.reason or REGION_NOT_READ for vote in votes if vote.found is None], len(votes)))


def _foremost(reasons: Sequence[str], of: int = 0) -> str:
    """Return the one reason that is told, out of those of several readers, or of so many regions."""
    if all(reason == NOT_READ for reason in reasons):
        return REGION_NOT_READ if len(reasons) < of else NOT_READ
    known = [REGION_NOT_READ if of and reason == NOT_READ else reason for reason in reasons]
    return next((reason for reason in _FOREMOST if reason in known), known[0])
