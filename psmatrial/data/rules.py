"""How a file is laid out and how its readings become one result a patient: the facts that `data` is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from psmatrial.data.natural_order import natural_order

RESULTS = ("positive", "negative", "equivocal", "non-evaluable")
ROLES = ("patient_id", "reader", "modality", "region", "result", "psa")


ENCODINGS = (
    *("auto", "utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "iso-8859-1", "iso-8859-2"),
    *("iso-8859-15", "mac-roman", "shift-jis", "euc-jp", "euc-kr", "gb18030", "big5"),
)
PRESETS = ("none", "adam-bds", "redcap", "sdtm-tr", "sdtm-tr-accepted", "sdtm-tu", "sdtm-tu-accepted")

# The column that a history of PSA values gives each patient.
DOUBLING_TIME = "psa_doubling_time"


@dataclass(frozen=True, slots=True)
class Opening:
    """What must be said of a file that its bytes do not tell with certainty.

    Parameters
    ----------
    encoding
        One of ``ENCODINGS``; ``auto`` is UTF-8, UTF-16 with its mark, or cp1252 where nothing else can be meant.
    decimal
        ``.`` or ``,``: the sign that stands in numbers: PSA, times, what is measured, and patient columns of numbers.
    sheet
        The sheet of a workbook; empty where only one holds anything.
    preset
        One of ``PRESETS``: a standard that says what the columns and rows mean.
    dictionary
        Name of a REDCap data dictionary in the folder of the data file.
    """

    encoding: str = "auto"
    decimal: str = "."
    sheet: str = ""
    preset: str = "none"
    dictionary: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far apart the two scans of a patient may be.

    Parameters
    ----------
    column
        Column of the days between the scans, the same on every row of a patient.
    days
        Limit; None where the plan has none.
    beyond
        What happens to a patient beyond it: ``exclude``, ``refuse`` (the file) or ``keep``.
    """

    column: str
    days: float | None = None
    beyond: str = "exclude"


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
    compared
        The tests that the planned readers read; any other test may have readers of its own. Empty: those that the
        names of the tests tell, and where these do not, all but the standards.
    standards
        The tests that tell the truth of the others.
    opening
        How the file is opened.
    lesions
        Several rows for one modality, reader and region of a patient are lesions in it: found if one of them is.
    repeats
        Wide form only: a patient may have several rows, each with some of the results.
    row_reader
        Wide form only: the column that names the reader of the whole row.
    row_region
        Wide form only: the column that names the region, or lesion, of the whole row.
    bins
        PSA strata in the notation of the plan: a PSA of which only a limit is known must lie clearly in one or none.
    gap
        Limit of the days between the scans.
    drop_identifiers
        Leave out columns that could identify a person instead of refusing the file; never one that is analysed.
    region_names
        The file's name of a region to the planned one; several may go to one.
    lesion
        Column that tells the lesions of a patient apart, where a row is a lesion: each is a region of its own.
    patient_columns
        Columns that say one thing of a patient, the same on every row.
    numbers
        Patient columns that are numbers where all their cells are; all others hold words.
    measured
        Column of a number measured on a reading, such as SUVmax.
    outcomes
        Whether a file without columns of tests and results is one of outcomes, one row a patient.
    times
        Patient columns that hold a time: a number from 0 on.
    ends
        Patient columns that say how follow-up ended, with the values they have; none: a censoring flag.
    psa_history
        File of earlier PSA values, its path from the folder of the file of readings; empty: none.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    modalities: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    opening: Opening = Opening()
    lesions: bool = False
    repeats: bool = False
    row_reader: str = ""
    row_region: str = ""
    bins: tuple[str, ...] = ()
    gap: Gap = Gap("")
    drop_identifiers: bool = False
    region_names: Mapping[str, str] = field(default_factory=dict)
    lesion: str = ""
    patient_columns: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    measured: str = ""
    outcomes: bool = False
    times: tuple[str, ...] = ()
    ends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    psa_history: str = ""

    @property
    def analysed_aside(self) -> frozenset[str]:
        """The columns that are analysed beside those of the readings.

        Examples
        --------
        >>> sorted(Layout(patient_columns=("age",), measured="suvmax").analysed_aside)
        ['age', 'suvmax']
        """
        named = {*self.patient_columns, self.measured, self.gap.column, self.row_reader, self.row_region, self.lesion}
        return frozenset(named - {""})

    def may_read(self, reader: str, test: str) -> bool:
        """Return whether a reader may read a test.

        Examples
        --------
        >>> layout = Layout(readers=("R1", "R2"), compared=("PSMA", "fluciclovine"))
        >>> layout.may_read("board", "PSMA"), layout.may_read("board", "histology")
        (False, True)
        """
        return not (self.readers and self.is_compared(test)) or reader in self.readers

    def is_compared(self, test: str) -> bool:
        """Return whether the planned readers read a test, as far as is known before the names of the tests are."""
        return test in self.compared if self.compared else test not in self.standards

    def all_readers(self, places: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
        """Return the planned readers; with others who were accepted, all in order.

        Examples
        --------
        >>> layout = Layout(readers=("R2", "R1"), compared=("PSMA", "fluciclovine"))
        >>> layout.all_readers([("PSMA", "R1", "bed")]), layout.all_readers([("histology", "R0", "bed")])
        (('R2', 'R1'), ('R0', 'R1', 'R2'))
        """
        others = {reader for _, reader, _ in places if reader not in self.readers}
        return tuple(natural_order({*self.readers, *others})) if others else self.readers


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
