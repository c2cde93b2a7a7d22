"""What readers say together of a patient: votes, in columns of one byte a patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, product

from psmatrial.data.rules import RESULTS, ReadingRules
from psmatrial.data.tallies import added, joined

NOT_READ = "not read"
NO_SCAN = "no scan"
REGION_NOT_READ = "a region was not read"
UNDECIDED = "readers undecided"
TOO_FEW = "too few readers gave a result"
NO_RESULT = "a planned reader gave no result"
# What is said of a patient when several reasons hold: the first of these that does.
_FOREMOST = (UNDECIDED, TOO_FEW, "non-evaluable", "equivocal", REGION_NOT_READ)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one reader, or all of them, say of one region or of the patient: found, not found, or why neither."""

    found: bool | None
    reason: str = ""


FOUND = Vote(found=True)
NOT_FOUND = Vote(found=False)
# Every vote there is; a byte of a column is its place here. The last is never that of one region.
VOTES = (
    FOUND,
    NOT_FOUND,
    *(Vote(None, reason) for reason in (NOT_READ, "equivocal", "non-evaluable", UNDECIDED, TOO_FEW, NO_RESULT)),
    Vote(None, REGION_NOT_READ),
)
_NUMBERS = {vote: number for number, vote in enumerate(VOTES)}
_CODES = range(len(RESULTS) + 1)
# One bit for each code, or each vote of one region: what several columns hold together is the sum of their bits.
_BITS = bytes(1 << number for number in range(8)).ljust(256, b"\0")
_READ = 8
_HAS_READ = bytes([0]).ljust(256, bytes([_READ]))
# Readers who say yes are counted in one half of a byte, those who say no in the other.
_HALF = 16
_TALLY = bytes([1, _HALF]).ljust(256, b"\0")
_IS_OPEN = bytes([1]).ljust(256, b"\0")
_FROM_0 = bytes(max(0, number - 1) for number in range(256))
# One bit for each reason why there is no result, and one for any result.
_REASONS = bytes([1, 1, *(1 << number for number in range(1, 8))]).ljust(256, b"\0")


@dataclass(frozen=True, slots=True)
class Panel:
    """Who decides, and how: ``voters`` of the members vote, one more may adjudicate."""

    members: tuple[str, ...]
    voters: int
    rules: ReadingRules

    def of_reader(self, columns: Sequence[bytes]) -> bytes:
        """Return the votes of one reader over all regions, given codes by region: what counts is which there are."""
        codes_of = {bits: [code for code in _CODES if bits >> code & 1] for bits in range(1, 1 << len(_CODES))}
        votes = {
            bits: _over_regions([self._vote(code, read=any(codes)) for code in codes])
            for bits, codes in codes_of.items()
        }
        return _held(tuple(columns)).translate(_table(votes))

    def of_region(self, codes: Sequence[Sequence[bytes]], place: int) -> bytes:
        """Return what the readers say together of one region, given codes by reader and region."""
        votes = {code | read: self._vote(code, read=bool(read)) for code in _CODES for read in (0, _READ)}
        table = _table(votes)
        votes_of = []
        for columns in codes:
            # Whether a reader read another region matters only where an absent one counts as negative.
            others = columns if self.rules.absent_region == "negative" else []
            read = [column.translate(_HAS_READ) for column in others]
            votes_of.append(joined([columns[place], *read]).translate(table))
        return self.over_readers(votes_of)

    def over_readers(self, votes: Sequence[bytes]) -> bytes:
        """Return what the readers say together: of most patients it is settled by how many say yes and how many no."""
        voting = votes[: self.voters]
        # Numbers of votes from 1 on, and 0 as long as it is open.
        decided = bytes(len(votes[0]))
        if self.voters < _HALF:
            decided = added([column.translate(_TALLY) for column in voting]).translate(_by_tally(self))
        if 0 in decided and self.rules.tie != "adjudicator":
            reasons = joined([column.translate(_REASONS) for column in voting])
            decided = joined([decided, reasons.translate(_by_reasons(self))])
        if 0 in decided:
            decided = self._each_open(decided, votes)
        return decided.translate(_FROM_0)

    def _each_open(self, decided: bytes, votes: Sequence[bytes]) -> bytes:
        """Return the same with those settled that are open, by all that is said of each."""
        is_open = decided.translate(_IS_OPEN)
        keys = list(zip(*(compress(column, is_open) for column in votes), strict=True))
        made = {key: self.number([VOTES[number] for number in key]) for key in set(keys)}
        filled = bytearray(decided)
        for patient, key in zip(compress(range(len(decided)), is_open), keys, strict=True):
            filled[patient] = made[key]
        return bytes(filled)

    def number(self, votes: list[Vote]) -> int:
        """Return the number of what the readers say together, from 1 on."""
        return _NUMBERS[self._over_readers(votes)] + 1

    def _vote(self, code: int, *, read: bool) -> Vote:
        """Return what a code says of a region, given whether its reader read any region of the patient."""
        absent = NOT_FOUND if read and self.rules.absent_region == "negative" else Vote(None, NOT_READ)
        unsure = {"negative": NOT_FOUND, "positive": FOUND}.get(self.rules.equivocal, Vote(None, "equivocal"))
        # In the order of the codes: no row, then those of RESULTS.
        return (absent, FOUND, NOT_FOUND, unsure, Vote(None, "non-evaluable"))[code]

    def _over_readers(self, votes: list[Vote]) -> Vote:
        """Return what the readers say together; the adjudicator speaks only when they cannot."""
        voting = votes[: self.voters]
        yes, no = (sum(vote.found is said for vote in voting) for said in (True, False))
        found = _by_rule(self.rules.rule, yes, no, len(voting))
        if found is not None:
            return Vote(found)
        settled = self._settled(votes, yes + no)
        if settled is not None:
            return Vote(settled)
        if not yes + no:
            return Vote(None, _foremost([vote.reason for vote in voting]))
        if self.rules.rule in {"any", "all"}:
            return Vote(None, NO_RESULT)
        return Vote(None, UNDECIDED if 2 * (yes + no) > len(voting) else TOO_FEW)

    def _settled(self, votes: list[Vote], given: int) -> bool | None:
        """Return what the tie rule makes of readers without a majority; nobody's result stays missing."""
        if self.rules.rule != "majority":
            return None
        if self.rules.tie == "adjudicator" and len(votes) > self.voters:
            return votes[-1].found
        if given and self.rules.tie in {"positive", "negative"}:
            return self.rules.tie == "positive"
        return None


@lru_cache(maxsize=32)
def _held(columns: tuple[bytes, ...]) -> bytes:
    """Return one bit for each code that any of several columns holds, patient by patient: the same for all rules."""
    return joined([column.translate(_BITS) for column in columns])


def over_regions(regions: Sequence[bytes]) -> bytes:
    """Return the votes over all regions, given those on each region."""
    votes = {bits: _over_regions([VOTES[at] for at in range(8) if bits >> at & 1]) for bits in range(1, 256)}
    return joined([column.translate(_BITS) for column in regions]).translate(_table(votes))


def _table(votes: Mapping[int, Vote]) -> bytes:
    """Return the table that turns each byte into the number of its vote."""
    table = bytearray(256)
    for byte, vote in votes.items():
        table[byte] = _NUMBERS[vote]
    return bytes(table)


@lru_cache(maxsize=64)
def _by_tally(panel: Panel) -> bytes:
    """Return the number that follows from each number of yes and of no, 0 where more must be known."""
    table = bytearray(_HALF**2)
    for yes, no in product(range(panel.voters + 1), repeat=2):
        silent = panel.voters - yes - no
        told = _by_rule(panel.rules.rule, yes, no, panel.voters) is not None
        if silent >= 0 and (told or (yes + no and panel.rules.tie != "adjudicator")):
            votes = [FOUND] * yes + [NOT_FOUND] * no + [Vote(None, NOT_READ)] * silent
            table[yes + _HALF * no] = panel.number(votes)
    return bytes(table)


@lru_cache(maxsize=64)
def _by_reasons(panel: Panel) -> bytes:
    """Return the number that follows from the reasons where nobody gave a result, 0 where somebody did."""
    table = bytearray(256)
    for bits in range(2, 256, 2):
        table[bits] = panel.number([vote for at, vote in enumerate(VOTES[2:], start=1) if bits >> at & 1])
    return bytes(table)


def _by_rule(rule: str, yes: int, no: int, planned: int) -> bool | None:
    """Return what counts of readers for and against decide, or None."""
    # How many must agree, of those planned, for each side to win.
    needed = {"any": (1, planned), "all": (planned, 1)}.get(rule, (planned // 2 + 1, planned // 2 + 1))
    if yes >= needed[0]:
        return True
    return False if no >= needed[1] else None


def _over_regions(votes: Sequence[Vote]) -> Vote:
    """Return found if found in any region, not found if in none of all, else why it is not known."""
    if any(vote.found for vote in votes):
        return FOUND
    if all(vote.found is False for vote in votes):
        return NOT_FOUND
    return Vote(None, _foremost([vote.reason or REGION_NOT_READ for vote in votes if vote.found is None], len(votes)))


def _foremost(reasons: Sequence[str], of: int = 0) -> str:
    """Return the one reason that is told, out of those of several readers, or of so many regions."""
    if all(reason == NOT_READ for reason in reasons):
        return REGION_NOT_READ if len(reasons) < of else NOT_READ
    known = [REGION_NOT_READ if of and reason == NOT_READ else reason for reason in reasons]
    return next((reason for reason in _FOREMOST if reason in known), known[0])
