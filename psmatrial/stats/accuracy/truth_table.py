"""Two tests and the truth: one paired table of the diseased, one of the others."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.model import PairedTable


@dataclass(frozen=True, slots=True)
class TruthTable:
    """Counts of patients, or regions, whose truth is known, by who was found by which test.

    Parameters
    ----------
    diseased, healthy
        The same two tests among those with and without disease.

    Examples
    --------
    >>> found = TruthTable(PairedTable(30, 8, 4, 8), PairedTable(2, 3, 1, 24))
    >>> found.positives, found.true_positives, found.negative_side().true_positives
    ((43, 37), (38, 34), (25, 27))
    """

    diseased: PairedTable
    healthy: PairedTable

    @property
    def n(self) -> int:
        """All whose truth is known."""
        return self.diseased.n + self.healthy.n

    @property
    def true_positives(self) -> tuple[int, int]:
        """Diseased whom the index test and the comparator found."""
        return self.diseased.index_positive, self.diseased.comparator_positive

    @property
    def positives(self) -> tuple[int, int]:
        """All whom the index test and the comparator found."""
        index, comparator = self.true_positives
        return index + self.healthy.index_positive, comparator + self.healthy.comparator_positive

    def negative_side(self) -> TruthTable:
        """Return the table seen from the other side: what is absent is the target, and a negative test finds it.

        Whatever holds of positive predictive values here holds there of negative ones.
        """
        return TruthTable(_turned(self.healthy), _turned(self.diseased))


def _turned(table: PairedTable) -> PairedTable:
    """Return a table of negative results: who was found by both stands where who was found by neither stood."""
    return PairedTable(
        table.neither, table.comparator_only, table.index_only, table.both, table.index, table.comparator
    )
