"""Regions or lesions within patients: counts per patient, and the difference of two detection rates over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from psmatrial.errors import InputError
from psmatrial.model import Estimate, PairedTable, checked_count, checked_level
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import z_of
from psmatrial.stats.rate import NO_PATIENTS, NO_WIDTH
from psmatrial.stats.student import t_of

Cells = tuple[int, int, int, int]

DIFFERENCE = "clustered-difference"
NOT_CLUSTERED = "one unit a patient: not clustered"
FEWEST = 10
FEW = f"few clusters: fewer than {FEWEST} patients with a discordance"


@dataclass(frozen=True, slots=True)
class Clusters:
    """How many patients have which counts of units, a unit being a region or a lesion read with both tests.

    Parameters
    ----------
    patients
        By the counts of a patient's units, in the order both, index only, comparator only, neither, the number of
        patients who have them. Patients without a unit add nothing and are passed over.

    Raises
    ------
    InputError
        If something is not a count.

    Examples
    --------
    >>> seen = Clusters({(1, 2, 0, 1): 3, (0, 0, 1, 1): 2})
    >>> seen.count, seen.units, seen.table.cells
    (5, 16, (3, 6, 2, 5))
    """

    patients: Mapping[Cells, int]

    def __post_init__(self) -> None:
        """Refuse what are not counts, and keep plain integers."""
        patients = {}
        for cells, count in self.patients.items():
            if len(cells) != 4:
                raise InputError(f"the counts {cells} are not four.", "Give one count for each of the four cells.")
            patients[PairedTable(*cells).cells] = checked_count(count, f"the number of patients with {cells}")
        object.__setattr__(self, "patients", patients)

    @property
    def count(self) -> int:
        """Patients with a unit."""
        return sum(count for cells, count in self.patients.items() if any(cells))

    @property
    def units(self) -> int:
        """Units of all patients."""
        return sum(count * sum(cells) for cells, count in self.patients.items())

    @property
    def discordant_patients(self) -> int:
        """Patients with a unit that one test found and the other did not."""
        return sum(count for (_, b, c, _), count in self.patients.items() if b or c)

    @property
    def table(self) -> PairedTable:
        """Units of all patients in one table."""
        a, b, c, d = (sum(count * cells[place] for cells, count in self.patients.items()) for place in range(4))
        return PairedTable(a, b, c, d)

    @property
    def single(self) -> bool:
        """Tell whether every patient has one unit."""
        return self.units == self.count


def clusters(tables: Iterable[PairedTable]) -> Clusters:
    """Return patients as clusters, from one table of units a patient.

    Examples
    --------
    >>> clusters([PairedTable(1, 2, 0, 1), PairedTable(1, 2, 0, 1), PairedTable(0, 0, 1, 1)]).patients
    {(1, 2, 0, 1): 2, (0, 0, 1, 1): 1}
    """
    return Clusters(Counter(table.cells for table in tables))


def single_units(table: PairedTable) -> Clusters:
    """Return patients with one unit each, such as their own result.

    Examples
    --------
    >>> single_units(PairedTable(9, 19, 4, 18)).count
    50
    """
    ones: tuple[Cells, ...] = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))
    return Clusters(dict(zip(ones, table.cells, strict=True)))


def checked_clusters(seen: Clusters) -> Clusters:
    """Return clusters of two patients or more, or of none, else raise InputError.

    Examples
    --------
    >>> checked_clusters(Clusters({(1, 0, 1, 0): 2})).count
    2
    """
    if seen.count == 1:
        raise InputError(
            f"only one patient has units ({seen.units} of them): nothing is known of how patients vary.",
            "Give two patients or more with regions or lesions, or report the counts without an interval.",
        )
    return seen


def clustered_difference(seen: Clusters, method: str = "robust", level: float = 0.95) -> Estimate:
    """Estimate the difference of two detection rates over units that patients have several of.

    Units of one patient resemble each other, so that the variance is taken between patients.

    Parameters
    ----------
    seen
        Counts of units by patient.
    method
        ``"robust"``, with K/(K - 1) and t on K - 1 degrees of freedom, K patients; ``"gee"``, without and with the
        normal quantile, which is the plain sandwich of a GEE with identity link and working independence.
    level
        Confidence level.

    Returns
    -------
    Estimate
        Index minus comparator, clipped to -1 and 1; ``n`` counts units. ``note`` says if every patient has one
        unit, and if fewer than ten have a discordance. Without units all values are None.

    Raises
    ------
    InputError
        If only one patient has units, ``method`` is none of these, or the level is not between 0 and 1.

    References
    ----------
    Liang and Zeger, Biometrika 1986;73:13.

    Examples
    --------
    >>> seen = Clusters({(2, 1, 0, 0): 6, (1, 2, 0, 1): 5, (0, 0, 1, 2): 4, (1, 0, 0, 0): 5})
    >>> found = clustered_difference(seen)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2182, 0.0514, 0.385)
    """
    robust = chosen("method", method, {"robust": True, "gee": False})
    level = checked_level(level)
    if checked_clusters(seen).units == 0:
        return Estimate(DIFFERENCE, None, None, None, level, method, 0, NO_PATIENTS)
    value, error = difference_of(seen), difference_error(seen, robust=robust)
    reach = error * (t_of(level, seen.count - 1) if robust else z_of(level))
    notes = [NO_WIDTH] if error == 0.0 else []
    words = "; ".join([*notes, *cluster_notes(seen)])
    low, high = max(value - reach, -1.0), min(value + reach, 1.0)
    return Estimate(DIFFERENCE, value, low, high, level, method, seen.units, words)


def difference_of(seen: Clusters) -> float:
    """Return index minus comparator rate over all units.

    Examples
    --------
    >>> difference_of(Clusters({(1, 1, 0, 0): 2, (0, 0, 1, 3): 1}))
    0.125
    """
    table = seen.table
    return (table.index_only - table.comparator_only) / table.n


def difference_error(seen: Clusters, *, robust: bool) -> float:
    """Return the standard error of the difference, with K/(K - 1) in its square if robust.

    Examples
    --------
    >>> seen = Clusters({(2, 1, 0, 0): 6, (1, 2, 0, 1): 5, (0, 0, 1, 2): 4, (1, 0, 0, 0): 5})
    >>> round(difference_error(seen, robust=True), 6)
    0.079708
    """
    table = seen.table
    split = table.index_only - table.comparator_only
    # Formed in whole numbers, so that patients who all differ alike give exactly 0.
    total = sum(count * ((c[1] - c[2]) * table.n - sum(c) * split) ** 2 for c, count in seen.patients.items())
    patients = seen.count
    return sqrt(total * (patients / (patients - 1) if robust else 1.0)) / table.n**2


def cluster_notes(seen: Clusters) -> list[str]:
    """Return the words for patients with one unit each, and for few patients with a discordance.

    Examples
    --------
    >>> cluster_notes(Clusters({(0, 1, 0, 0): 3, (0, 0, 0, 1): 9}))
    ['one unit a patient: not clustered', 'few clusters: fewer than 10 patients with a discordance']
    """
    few = seen.discordant_patients < FEWEST
    return [*([NOT_CLUSTERED] if seen.single else []), *([FEW] if few else [])]
