"""The validated cohort: who was read by whom with which result. Having one means that the file was accepted."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psmatrial.data.decimals import shortest
from psmatrial.data.frame import Frame, sheet_of
from psmatrial.data.lesion_rows import with_lesions
from psmatrial.data.limits import limit_parts, psa_order
from psmatrial.data.outcomes import checked_outcomes, only_outcomes
from psmatrial.data.region_groups import grouped
from psmatrial.data.rules import DOUBLING_TIME, RESULTS, Layout, Opening
from psmatrial.data.schema import Checked, checked
from psmatrial.data.sheet import Sheet
from psmatrial.data.sources._bytes import file_name, opened
from psmatrial.data.tallies import joined, tallied
from psmatrial.errors import InputError, Problem, UsageError, choices
from psmatrial.menu import Menu

if TYPE_CHECKING:
    from psmatrial.data.psa_history import PsaHistory

ONE_READER = "consensus"
ONE_REGION = "patient"
_CODE = frozenset({".pkl", ".pickle", ".npy", ".npz", ".joblib", ".feather", ".rds", ".rdata", ".rda", ".pt", ".mat"})


@dataclass(frozen=True, slots=True)
class Cohort:
    """Patients with their readings, in the order of their first row.

    Parameters
    ----------
    patients
        Patient ids as text.
    modalities, readers, regions
        Names; planned ones first to last, else tests and regions in the order of the file, and readers in that of their
        names: ids name pairs of them. Without a reader column the one reader is ``consensus``, without a region column
        the one region is ``patient``.
    codes
        Modality, reader and region to one byte per patient: 0 without a row, else 1 to 4 in the order of ``RESULTS``.
        What has no row at all is not there.
    psa
        Decimal text in ng/mL per patient without zeros at its end, None where missing.
    has_readers, has_regions, has_psa
        Whether the file tells them.
    source, sha256, size, rows
        File name, hash and number of its bytes, rows read (all of them are used).
    warnings
        What was accepted and should be looked at.
    patient_columns
        What the plan's columns say of each patient, None where a cell is empty.
    measured
        Modality to the number measured in each patient, None where there is none.
    left_out
        Reasons for which the plan leaves patients of the file out, with their number; they are not among ``patients``.
    psa_history
        Earlier PSA values, where the plan names a file of them.
    """

    patients: tuple[str, ...]
    modalities: tuple[str, ...]
    readers: tuple[str, ...]
    regions: tuple[str, ...]
    codes: Mapping[tuple[str, str, str], bytes]
    psa: tuple[str | None, ...]
    has_readers: bool
    has_regions: bool
    has_psa: bool
    source: str
    sha256: str
    size: int
    rows: int
    warnings: tuple[Problem, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    patient_columns: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    measured: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    psa_history: PsaHistory | None = None

    @property
    def n(self) -> int:
        """Number of patients."""
        return len(self.patients)

    def column(self, modality: str, reader: str, region: str) -> bytes:
        """Return the result code of every patient for one modality, reader and region.

        A reader or region that is planned and was never read gives zeros.

        Raises
        ------
        UsageError
            If the cohort has no such modality.
        """
        if modality not in self.modalities:
            raise UsageError(f"there is no modality {modality!r} in {self.source}.", choices(modality, self.modalities))
        return self.codes.get((modality, reader, region)) or bytes(self.n)

    def reading(self, patient_no: int, modality: str, reader: str, region: str) -> str | None:
        """Return one result of the patient of this number (from 0), or None where there was no row."""
        code = self.column(modality, reader, region)[patient_no]
        return RESULTS[code - 1] if code else None

    def summary(self) -> dict[str, Any]:
        """Return what a person looks at to see whether this is the file that was meant.

        Returns
        -------
        dict
            Counts of rows, patients and results per modality; PSA as decimal text, None without a PSA column.
            ``no row`` counts the readings that the names would allow and the file does not have.
        """
        return {
            "source": self.source,
            "sha256": self.sha256,
            "bytes": self.size,
            "rows": self.rows,
            "patients": self.n + sum(number for _, number in self.left_out),
            "left_out": [{"reason": reason, "n": number} for reason, number in self.left_out],
            "modalities": list(self.modalities),
            "readers": list(self.readers) if self.has_readers else [],
            "regions": list(self.regions) if self.has_regions else [],
            "results": self.results(),
            "psa": self._psa() if self.has_psa else None,
        }

    def results(self) -> dict[str, dict[str, int]]:
        """Return the counts of patients and results of each modality, a part of the summary."""
        return {modality: self._results(modality) for modality in self.modalities}

    def _results(self, modality: str) -> dict[str, int]:
        """Count patients and results of one modality."""
        counts = Counter[int]()
        columns = [column for (name, _, _), column in self.codes.items() if name == modality]
        for column in columns:
            counts.update({code: n for (code,), n in tallied(column).items()})
        read = joined([bytes(self.n), *columns])
        allowed = self.n * len(self.readers) * len(self.regions)
        found = {word: counts[code] for code, word in enumerate(RESULTS, start=1)}
        return {"patients": self.n - read.count(0), **found, "no row": allowed - sum(found.values())}

    def _psa(self) -> dict[str, str | int | None]:
        """Return lowest, median and highest PSA as decimal text, and how many are missing."""
        counts = Counter(self.psa)
        missing = counts.pop(None, 0)
        ends: dict[str, str | int | None] = dict.fromkeys(("lowest", "median", "highest"))
        if counts:
            different = [text for text in counts if text is not None]
            different.sort(key=psa_order)
            upto = list(accumulate(counts[text] for text in different))
            middle = [different[bisect_right(upto, place)] for place in ((upto[-1] - 1) // 2, upto[-1] // 2)]
            ends = {"lowest": different[0], "median": _between(*middle), "highest": different[-1]}
        return {**ends, "missing": missing}


def _between(low: str, high: str) -> str:
    """Return the middle of two PSA values as decimal text; where one is a limit, both."""
    if psa_order(low) == psa_order(high):
        return high
    if limit_parts(low) or limit_parts(high):
        return f"{low} to {high}"
    return format((Decimal(low) + Decimal(high)) / 2, "f")


def read_cohort(source: Path | str | Frame, layout: Layout | None = None) -> Cohort:
    """Return the cohort of a data file or of a frame.

    Parameters
    ----------
    source
        Path of a file, whose suffix says its format, or a pandas DataFrame.
    layout
        Where the columns are, what their words mean, which names are planned; by default columns with the names of
        their roles.

    Raises
    ------
    InputError
        With all problems of the file. A file that may hold program code (pickle and the like) is never opened.
    UsageError
        If the layout contradicts itself.
    """
    layout = layout or Layout()
    sheet = read_sheet(Path(source), layout) if isinstance(source, str | Path) else sheet_of(source)
    if layout.psa_history:
        return _with_history(source, sheet, layout)
    return _read(source, sheet, layout)


def _with_history(source: Path | str | Frame, sheet: Sheet, layout: Layout) -> Cohort:
    """Return a cohort with the PSA values of a file that is named from the folder of its own."""
    if not isinstance(source, str | Path):
        text = "a PSA history stands beside the file of readings, and these readings come from a frame."
        raise UsageError(text, "Give the readings as a file.")
    if DOUBLING_TIME in sheet.header:
        text = f"the readings have a column {DOUBLING_TIME!r}, and the plan names a PSA history to make one from."
        raise UsageError(text, "Remove the column, or baseline.psa_history.")
    from psmatrial.data.psa_history import psa_history

    cohort = _read(source, sheet, layout)
    path, opening = Path(source).parent / layout.psa_history, Opening(decimal=layout.opening.decimal)
    try:
        more = read_sheet(path, Layout(opening=opening))
    except InputError:
        # The encoding that the plan states counts where the bytes of the history alone do not tell one.
        more = read_sheet(path, Layout(opening=replace(opening, encoding=layout.opening.encoding)))
    history = psa_history(more, cohort.patients, comma=opening.decimal == ",")
    return replace(cohort, psa_history=history, warnings=(*cohort.warnings, *history.warnings))


def _read(source: Path | str | Frame, sheet: Sheet, layout: Layout) -> Cohort:
    """Return the cohort of the cells of a file or a frame."""
    if layout.opening.preset != "none":
        preset = Menu("data/presets", "preset").load(layout.opening.preset)
        sheet, layout = preset.applied(sheet, layout, Path(source) if isinstance(source, str | Path) else None)
    if layout.lesion:
        sheet, layout = with_lesions(sheet, layout)
    if only_outcomes(sheet, layout):
        return replace(_cohort(sheet, layout, checked_outcomes(sheet, layout)), modalities=(), codes={})
    return _cohort(sheet, layout, checked(sheet, layout))


def read_sheet(path: Path, layout: Layout | None = None) -> Sheet:
    """Return the cells of a file, read by the reader of its format; without a layout where no plan can say one.

    Raises
    ------
    InputError
        If there is no reader for its ending, or the reader refuses it. A file that may hold program code is never
        opened.
    """
    menu = Menu("data/sources", "input format")
    suffix = path.suffix.lower()
    known = ", ".join(f".{name}" for name in menu.names())
    if suffix in _CODE:
        text = f"files that end with {suffix} are not read: opening such a file may run a program that it holds."
        raise InputError(Problem(text, f"Save the data as one of: {known}.", file_name(path)))
    if suffix[1:] not in menu.names():
        opened(path).close()
        end = f"files that end with {suffix!r} are" if suffix else "files without an ending are"
        raise InputError(Problem(f"{end} not read.", f"Save the data as one of: {known}.", file_name(path)))
    sheet: Sheet = menu.load(suffix[1:]).read(path, layout)
    return sheet


def _cohort(sheet: Sheet, layout: Layout, found: Checked) -> Cohort:
    """Put together what the checks let through."""
    ledger = found.ledger
    kept: Sequence[int] = range(len(ledger.patients))
    if found.too_far_apart:
        kept = [place for place in kept if place not in found.too_far_apart]
    shortened = {text: shortest(text) or None for text in set(ledger.psa)}
    # Without the column, the one planned name stands for what was read.
    reader = layout.readers[0] if len(layout.readers) == 1 else ONE_READER
    region = layout.regions[0] if len(layout.regions) == 1 else ONE_REGION
    codes = {
        (place[0], place[1] or reader, place[2] or region): _of(ledger.codes[slot], kept, len(ledger.patients))
        for place, slot in ledger.slots.items()
    }
    if layout.region_names:
        codes = grouped(codes, layout.region_names, sheet.name)
    seen = [tuple(dict.fromkeys(place[part] for place in codes)) for part in range(3)]
    return Cohort(
        patients=tuple(_kept(ledger.patients, kept)),
        modalities=layout.modalities or seen[0],
        readers=layout.all_readers(codes),
        regions=layout.regions or seen[2],
        codes=codes,
        psa=tuple(map(shortened.__getitem__, _kept(ledger.psa, kept))),
        has_readers=any(place[1] for place in ledger.slots),
        has_regions=any(place[2] for place in ledger.slots),
        has_psa="psa" in found.columns.roles,
        source=sheet.name,
        sha256=sheet.sha256,
        size=sheet.size,
        rows=found.rows,
        warnings=found.warnings,
        left_out=found.left_out,
        patient_columns={name: found.patient_columns.column(name, kept) for name in layout.patient_columns},
        measured={name: found.measures.column(name, kept) for name in seen[0]} if layout.measured else {},
    )


def _kept(texts: Sequence[str], kept: Sequence[int]) -> Sequence[str]:
    """Return the texts of the patients who are kept."""
    return texts if len(kept) == len(texts) else [texts[place] for place in kept]


def _of(codes: bytearray, kept: Sequence[int], n: int) -> bytes:
    """Return the codes of the patients who are kept."""
    return bytes(codes[:n]) if len(kept) == n else bytes(codes[place] for place in kept)
