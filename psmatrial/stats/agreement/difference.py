"""Whether readers agree better with one test than with another, both read in the same patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, inf, sqrt

from psmatrial.model import Estimate, checked_level
from psmatrial.stats.agreement.conger import conger
from psmatrial.stats.agreement.fleiss import fleiss
from psmatrial.stats.agreement.gwet import ac1
from psmatrial.stats.agreement.krippendorff import alpha
from psmatrial.stats.agreement.linearised import (
    NO_PAIRS,
    ONE_PATIENT,
    ROUNDING,
    Coefficient,
    Parts,
    left_out_note,
)
from psmatrial.stats.agreement.ratings import Pattern, Ratings, plain_counts, readings_of, usable
from psmatrial.stats.agreement.raw import pairwise, uniform
from psmatrial.stats.choice import chosen
from psmatrial.stats.rate import NO_PATIENTS, NO_WIDTH
from psmatrial.stats.student import t_of

QUANTITY = "agreement-difference"
COEFFICIENTS: dict[str, Coefficient] = {
    "pairwise": pairwise,
    "fleiss": fleiss,
    "conger": conger,
    "gwet-ac1": ac1,
    "krippendorff-alpha": alpha,
    "brennan-prediger": uniform,
}


@dataclass(frozen=True, slots=True)
class PairedRatings:
    """Patterns of readings of two tests in the same patients.

    Parameters
    ----------
    categories
        Two or more categories that a reader could choose from, the same for both tests.
    patterns
        The pattern of the index test and that of the comparator, each as in ``Ratings``, with how many patients were
        read so. The readers need not be the same.

    Raises
    ------
    InputError
        As of ``Ratings``.

    Examples
    --------
    >>> read = PairedRatings(("pos", "neg"), {(("pos", "pos"), ("pos", "neg")): 3, (("neg", "neg"), ("neg", "neg")): 2})
    >>> read.patients
    5
    """

    categories: tuple[str, ...]
    patterns: Mapping[tuple[Pattern, Pattern], int]

    def __post_init__(self) -> None:
        """Refuse what are not ratings, of the index test or of the comparator."""
        Ratings(self.categories, {})
        object.__setattr__(self, "patterns", plain_counts(self.patterns))
        if self.patterns:
            _sides(self)

    @property
    def patients(self) -> int:
        """Patients, those with fewer than two readings too."""
        return sum(self.patterns.values())


def agreement_difference(paired: PairedRatings, method: str = "fleiss", level: float = 0.95) -> Estimate:
    """Estimate by how much readers agree better with the index test than with the comparator.

    Both tests were read in the same patients, so that an easy patient adds to both coefficients. Each patient's
    difference of scores keeps this; taking the two intervals as independent would not.

    Parameters
    ----------
    paired
        Counts of patients by their pattern of readings of both tests. Patients with two readings or more of both are
        used, others are counted in ``note``.
    method
        ``"pairwise"``, ``"fleiss"``, ``"conger"``, ``"gwet-ac1"``, ``"krippendorff-alpha"`` or
        ``"brennan-prediger"``.
    level
        Confidence level.

    Returns
    -------
    Estimate
        Index minus comparator, with limits from the sample variance of the patients' differences of scores, t on
        n - 1 degrees of freedom. None where one of the two coefficients is not defined; ``note`` says which.

    Raises
    ------
    InputError
        If there is no such coefficient, or the level is not between 0 and 1.

    References
    ----------
    Gwet, Educ Psychol Meas 2016;76:609.

    Examples
    --------
    >>> read = PairedRatings(
    ...     ("pos", "neg"),
    ...     {
    ...         (("pos", "pos"), ("pos", "pos")): 12,
    ...         (("pos", "pos"), ("pos", "neg")): 6,
    ...         (("neg", "pos"), ("neg", "neg")): 2,
    ...         (("neg", "neg"), ("neg", "neg")): 10,
    ...     },
    ... )
    >>> found = agreement_difference(read, "pairwise")
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.1333, -0.0561, 0.3228)
    """
    coefficient = chosen("method", method, COEFFICIENTS)
    level = checked_level(level)
    kept = {pair: count for pair, count in paired.patterns.items() if count and min(map(readings_of, pair)) > 1}
    n = sum(kept.values())
    if not n:
        note = NO_PAIRS if paired.patients else NO_PATIENTS
        return Estimate(QUANTITY, None, None, None, level, method, 0, note)
    index, comparator = (coefficient(usable(side)) for side in _sides(PairedRatings(paired.categories, kept)))
    tests = (("index test", index), ("comparator", comparator))
    notes = [f"{test}: {parts.note}" for test, parts in tests if parts.note]
    notes.append(left_out_note(paired.patients - n))
    if index.value is None or comparator.value is None:
        return Estimate(QUANTITY, None, None, None, level, method, n, "; ".join(filter(None, notes)))
    value, error = index.value - comparator.value, _error(kept, index, comparator)
    reach, most = (inf if error is None else t_of(level, n - 1) * error), max(abs(value), 1.0 - index.lowest)
    notes += [ONE_PATIENT] if error is None else [NO_WIDTH] if error == 0.0 else []
    low, high = max(value - reach, -most), min(value + reach, most)
    return Estimate(QUANTITY, value, low, high, level, method, n, "; ".join(filter(None, notes)))


def _sides(paired: PairedRatings) -> tuple[Ratings, Ratings]:
    """Return the readings of the index test, and those of the comparator."""
    index, comparator = Counter[Pattern](), Counter[Pattern]()
    for (first, second), count in paired.patterns.items():
        index[first] += count
        comparator[second] += count
    return Ratings(paired.categories, index), Ratings(paired.categories, comparator)


def _error(kept: Mapping[tuple[Pattern, Pattern], int], index: Parts, comparator: Parts) -> float | None:
    """Return the standard error of the mean difference of scores, None for one patient."""
    n = sum(kept.values())
    if n == 1:
        return None
    apart = [(index.scores[first] - comparator.scores[second], count) for (first, second), count in kept.items()]
    centre = fsum(difference * count for difference, count in apart) / n
    total = fsum(count * (difference - centre) ** 2 for difference, count in apart)
    return sqrt(total / (n - 1) / n) if total > ROUNDING * n else 0.0
