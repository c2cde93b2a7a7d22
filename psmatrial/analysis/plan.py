"""The statistical analysis plan: a frozen record in which everything has a stated default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from psmatrial.analysis.plan_further import Agreement, Baseline, Clusters, Management, Measured, Outcome, Truth
from psmatrial.analysis.plan_key import key
from psmatrial.analysis.plan_model import Model
from psmatrial.data.natural_order import natural_order
from psmatrial.data.rules import DOUBLING_TIME, ENCODINGS, PRESETS, RESULTS, Gap, Layout, Opening, ReadingRules
from psmatrial.data.strata import PSA_PRESETS
from psmatrial.data.vocabularies import meanings
from psmatrial.model import Contrast, tests_of

SECTIONS = (
    *("flow", "estimand", "baseline", "detection", "strata", "model", "cross", "regions", "lesions"),
    *("readers", "agreement", "several", "truth", "missing", "management", "survival", "margins"),
    *("robustness", "tipping", "figures", "results", "methods", "plain", "stard", "plan", "provenance"),
)
FIGURES = (
    *("tile", "paired-bars-endpoints", "paired-bars-strata", "forest", "robustness", "tipping"),
    *("management", "survival", "model"),
)
ORIGINS = ("trial", "rebuilt", "simulated")
# What stands before the first number where data are no trial's own.
ORIGIN_NOTICE = {"rebuilt": "Rebuilt data.", "simulated": "Simulated data."}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the data come from, and what is known of them."""

    kind: str = key("trial", "trial, rebuilt (from printed counts) or simulated", accepted=ORIGINS)
    statement: str = key("", "what a reader must know about these data before the first number")
    uncertain: tuple[str, ...] = key((), "what is uncertain, one sentence each", "texts")
    determined: tuple[str, ...] = key(
        (),
        "rebuilt data: ids of the rows (* for any) that the publication determines; all others are illustration",
        "texts",
    )


@dataclass(frozen=True, slots=True)
class Input:
    """What must be said of the file because its bytes do not tell it with certainty."""

    encoding: str = key(
        "auto", "of a text file; auto is UTF-8, UTF-16, or cp1252 where it is certain", accepted=ENCODINGS
    )
    decimal: str = key(
        ".",
        "the sign in numbers (PSA, times, what is measured, baseline columns, covariates): a point or a comma",
        accepted=(".", ","),
    )
    sheet: str = key("", "the sheet of a workbook; empty: the only one that holds anything")
    preset: str = key("none", "a standard that says what columns and rows mean", accepted=PRESETS)
    dictionary: str = key("", "preset redcap: the data dictionary, a file in the folder of the data")
    drop_identifiers: bool = key(False, "leave out columns that could identify a person", "flag")
    vocabulary: tuple[str, ...] = key(
        (), "scales that readers scored on, such as psma-rads, e-psma, promise-mitnm", "texts"
    )
    bulk: bool = key(False, "accepted as before; files of any size are read at once without it", "flag")


@dataclass(frozen=True, slots=True)
class ScanGap:
    """How far apart the two scans of a patient may be."""

    column: str = key("scan_gap_days", "column of the days between the scans, the same on every row of a patient")
    days: float | None = key(None, "limit, such as 15", "number")
    beyond: str = key(
        "exclude",
        "patients beyond the limit: exclude, refuse (the file) or keep",
        accepted=("exclude", "refuse", "keep"),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """From readings to one result a patient."""

    readers: tuple[str, ...] = key(
        (), "the planned readers; a majority is one of these; empty: those of the file", "texts"
    )
    rule: str = key("majority", "majority, any, all, or reader", accepted=("majority", "any", "all", "reader"))
    reader: str = key("", "the reader who decides when rule is reader")
    order: str = key("reader-first", "reader-first or region-first", accepted=("reader-first", "region-first"))
    equivocal: str = key("negative", "what equivocal counts as", accepted=("negative", "positive", "missing"))
    absent_region: str = key("missing", "what a region without a row counts as", accepted=("missing", "negative"))
    tie: str = key(
        "missing", "what undecided readers count as", accepted=("missing", "positive", "negative", "adjudicator")
    )
    adjudicator: str = key("", "the reader who decides when tie is adjudicator; not one of the voters")
    missing: str = key(
        "exclude",
        "patients without a result under one test: exclude, negative, worst or best",
        accepted=("exclude", "negative", "worst", "best"),
    )


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What counts as found."""

    patient: bool = key(True, "any region positive, per patient", "flag")
    regions: tuple[str, ...] = key((), "regions compared one by one; empty: those of the file", "texts")


@dataclass(frozen=True, slots=True)
class Primary:
    """The planned result; the test decides."""

    endpoint: str = key("patient", "patient, or a region's name")
    test: str = key("exact", "test of equality")
    difference: str = key("tango", "interval of the rate difference")
    odds_ratio: str = key("clopper-pearson", "interval of the conditional odds ratio")
    rate: str = key("clopper-pearson", "interval of a detection rate")
    margin: float | None = key(None, "signed margin of the difference, such as -0.10 for non-inferiority", "number")
    ratio_margin: float | None = key(None, "margin of the rate ratio, such as 0.80", "number")
    equivalence: bool = key(False, "test equivalence: within the margin on both sides", "flag")


@dataclass(frozen=True, slots=True)
class Strata:
    """Groups of patients by PSA, in ng/mL."""

    preset: str = key(
        "wide", "trial, registry, wide or none; bins win over it", accepted=("trial", "registry", "wide", "none")
    )
    bins: tuple[str, ...] = key((), "limits, a plain end is closed: 0.2-0.5, >0.5-1.0, 1-<2, <0.5, >=5", "texts")
    weights: str = key(
        "size",
        "weights of the pooled difference",
        accepted=("size", "equal", "inverse-variance", "minimum-risk", "given"),
    )
    given: tuple[float, ...] = key((), "weights given: the share of each stratum in a target population", "numbers")
    scores: tuple[float, ...] = key((), "scores of the strata in tests of trend; empty: 1, 2, 3, ...", "numbers")


@dataclass(frozen=True, slots=True)
class Further:
    """Methods shown beside the planned ones."""

    equality: tuple[str, ...] = key(("mid-p", "asymptotic"), "tests of equality", "texts")
    rate_difference: tuple[str, ...] = key(("fay-lumbard",), "intervals of the difference", "texts")
    rate_ratio: tuple[str, ...] = key((), "intervals of the ratio", "texts")
    odds_ratio: tuple[str, ...] = key((), "intervals of the conditional odds ratio", "texts")
    rate: tuple[str, ...] = key((), "intervals of a rate", "texts")


@dataclass(frozen=True, slots=True)
class Multiplicity:
    """Adjusted p-values, beside the raw ones."""

    method: str = key(
        "holm",
        "inside each family",
        accepted=(
            "none",
            "bonferroni",
            "holm",
            "hochberg",
            "hommel",
            "benjamini-hochberg",
            "benjamini-yekutieli",
            "fixed-sequence",
        ),
    )
    families: tuple[str, ...] = key(
        ("regions", "strata", "further"),
        "families that are adjusted, each on its own; further: the patient, where a region is primary",
        "texts",
        ("regions", "strata", "further"),
    )
    gatekeeping: bool = key(False, "a family opens only when all of the earlier ones are significant", "flag")


@dataclass(frozen=True, slots=True)
class Report:
    """What the report shows."""

    sections: tuple[str, ...] = key(SECTIONS, "in their order", "texts", SECTIONS)
    figures: tuple[str, ...] = key(
        FIGURES, "drawn where their section is shown, any others in a section of their own", "texts"
    )
    patient_level: bool = key(False, "may single patients be shown, renumbered?", "flag")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was decided before the data were seen, and every default that was not.

    Parameters
    ----------
    level
        Confidence level, a proportion.
    contrasts
        Pairs of modalities, index first.

    Examples
    --------
    >>> Plan().primary.test, Plan().level
    ('exact', 0.95)
    """

    id: str = key("", "name of the report's folder: lower case letters, digits and hyphens")
    title: str = key("", "title of the study")
    citation: str = key("", "where it was published")
    level: float = key(0.95, "confidence level", "number")
    columns: Mapping[str, str] = key(dict, "role to column: patient_id, reader, modality, region, result, psa", "map")
    values: Mapping[str, str] = key(
        dict, "the file's words to positive, negative, equivocal, non-evaluable", "map", RESULTS
    )
    results: Mapping[str, Mapping[str, str]] = key(
        dict, "wide files: result column to its modality, and where it has one its reader and region", "maps"
    )
    region_names: Mapping[str, str] = key(dict, "the file's names of regions to the plan's", "map")
    contrasts: tuple[Contrast, ...] = key((), "index and comparator; the first is primary", "contrasts")
    origin: Origin = key(Origin, "where the data come from", "section")
    input: Input = key(Input, "what the bytes of the file do not tell", "section")
    gap: ScanGap = key(ScanGap, "how far apart the two scans of a patient may be", "section")
    reading: Reading = key(Reading, "from readings to one result a patient", "section")
    endpoints: Endpoints = key(Endpoints, "what counts as found", "section")
    primary: Primary = key(Primary, "the planned result; the test decides", "section")
    strata: Strata = key(Strata, "groups of patients by PSA, ng/mL", "section")
    methods: Further = key(Further, "methods shown beside the planned ones", "section")
    multiplicity: Multiplicity = key(Multiplicity, "adjusted p-values, beside the raw ones", "section")
    baseline: Baseline = key(Baseline, "who the patients were", "section")
    measured: Measured = key(Measured, "what was measured on a reading", "section")
    clusters: Clusters = key(Clusters, "several units within a patient", "section")
    agreement: Agreement = key(Agreement, "how far readers agree", "section")
    truth: Truth = key(Truth, "a reference standard", "section")
    management: Management = key(Management, "treatment planned before and after the scans", "section")
    model: Model = key(Model, "detection against PSA and further covariates", "section")
    outcome: Outcome = key(Outcome, "time to an event", "section")
    report: Report = key(Report, "what the report shows", "section")

    def layout(self) -> Layout:
        """Return what the reader of the file must know."""
        return Layout(
            columns=self.columns,
            results=self.results,
            values={**meanings(self.input.vocabulary), **self.values} if self.input.vocabulary else self.values,
            readers=self._readers(),
            regions=self.endpoints.regions,
            compared=tests_of(self.contrasts),
            standards=self.truth.standards,
            opening=Opening(**{item.name: getattr(self.input, item.name) for item in fields(Opening)}),
            bins=self.strata.bins or PSA_PRESETS.get(self.strata.preset, ()),
            gap=Gap(self.gap.column, self.gap.days, self.gap.beyond),
            drop_identifiers=self.input.drop_identifiers,
            region_names=self.region_names,
            lesion=self.clusters.lesion,
            patient_columns=self._patient_columns(),
            numbers=self._number_columns(),
            measured=self.measured.column,
            times=(self.outcome.time,) if self.outcome.time else (),
            ends=self.outcome.ends(),
            outcomes=self.outcome.alone and not (self.contrasts or self.results),
            psa_history=self.baseline.psa_history,
        )

    def _patient_columns(self) -> tuple[str, ...]:
        """Return the columns that say one thing of a patient, each once."""
        management = (self.management.before, self.management.after)
        further = (*management, *self.model.columns(), *self.outcome.columns())
        computed = DOUBLING_TIME if self.baseline.psa_history else ""
        return tuple(name for name in dict.fromkeys((*self.baseline.columns, *further)) if name not in ("", computed))

    def _number_columns(self) -> tuple[str, ...]:
        """Return the patient columns that are numbers where all their cells are: what is counted if a model has it."""
        management = (self.management.before, self.management.after)
        counted = {*management, *self.outcome.columns(), *self.baseline.categories}
        words = counted.difference(self.model.columns()).union(self.model.categories)
        return tuple(name for name in (*self.baseline.columns, *self.model.columns()) if name not in words)

    def _readers(self) -> tuple[str, ...]:
        """Return who may read what is compared: nobody named, anybody; else the planned readers and the adjudicator."""
        planned, adjudicator = self.reading.readers, self.reading.adjudicator
        return tuple(natural_order((*planned, adjudicator))) if planned and adjudicator else planned

    def rules(self) -> ReadingRules:
        """Return the steps from a reading to a patient."""
        reading = self.reading
        return ReadingRules(
            readers=reading.readers,
            rule=reading.rule,
            reader=reading.reader,
            order=reading.order,
            equivocal=reading.equivocal,
            absent_region=reading.absent_region,
            tie=reading.tie,
            adjudicator=reading.adjudicator,
        )
