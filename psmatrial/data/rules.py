"""How a file is laid out and how its readings become one result a patient: the facts that `data` is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RESULTS = ("positive", "negative", "equivocal", "non-evaluable")
ROLES = ("patient_id", "reader", "modality", "region", "result", "psa")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns are and what their words mean.

    Parameters
    ----------
    columns
        Role to column name, for roles whose column has another name than the role.
    results
        Wide form only: column name to ``{"modality": ..., "reader": ..., "region": ...}``, the last two optional.
        Empty means long form.
    values
        The file's spelling of a result to one of ``RESULTS``, beyond these four words themselves.
    modalities, readers, regions
        The planned names, in order; a name in the file that is not planned is refused. Empty: whatever the file has.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    modalities: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The steps from a reading to a patient's result.

    Parameters
    ----------
    readers
        The planned readers: a majority is a majority of these.
    rule
        ``majority``, ``any``, ``all`` or ``reader`` (then ``reader`` names one).
    order
        ``reader-first`` (any region within a reader, then over readers) or ``region-first``.
    equivocal
        What an equivocal reading counts as: ``negative``, ``positive`` or ``missing``.
    absent_region
        What a region without a row counts as: ``missing`` or ``negative``.
    tie
        What an undecided patient counts as: ``missing``, ``positive``, ``negative`` or ``adjudicator``.
    """

    readers: tuple[str, ...]
    rule: str = "majority"
    reader: str = ""
    order: str = "reader-first"
    equivocal: str = "negative"
    absent_region: str = "missing"
    tie: str = "missing"
    adjudicator: str = ""
