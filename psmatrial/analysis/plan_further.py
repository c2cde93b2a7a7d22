"""The parts of a plan beyond two tests and one table: who the patients were, clusters, truth, treatment, outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from psmatrial.analysis.plan_key import key

TRUTH_ENDPOINTS = ("clr", "cdr", "vdr", "ppv")
# What divides patients by the result of a scan; any other word is a column.
SCANS = ("index", "comparator")
EVENT_FREE = "event-free survival"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Who the patients were: Table 1."""

    columns: tuple[str, ...] = key((), "columns that say one thing of a patient, such as age_group, adt", "texts")
    psa_history: str = key(
        "", "file of earlier PSA values, from the folder of the readings, for psa_doubling_time; empty: none"
    )
    categories: tuple[str, ...] = key((), "columns of Table 1 that are categories although they are numbers", "texts")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on a reading."""

    column: str = key("", "column of SUVmax, one number a reading; empty: none")


@dataclass(frozen=True, slots=True)
class Clusters:
    """Several units within a patient."""

    lesion: str = key("", "column that tells the lesions of a patient apart, where a row is a lesion; empty: none")
    regions: bool = key(True, "compare all regions together, each patient a cluster of them", "flag")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far readers agree."""

    coefficients: tuple[str, ...] = key(
        ("fleiss", "gwet-ac1"), "coefficients of agreement between the readers; empty: none", "texts"
    )


@dataclass(frozen=True, slots=True)
class Truth:
    """A reference standard, given as readings of a test of its own, and what is held against it."""

    standards: tuple[str, ...] = key((), "tests of the file that tell the truth, the most trusted first", "texts")
    verified: str = key(
        "all", "whose truth is known: all, or positives of either test only", accepted=("all", "positives")
    )
    endpoints: tuple[str, ...] = key(
        TRUTH_ENDPOINTS,
        "correct localisation, correct detection and verified detection rate, positive predictive value",
        "texts",
        TRUTH_ENDPOINTS,
    )
    denominator: str = key(
        "with-truth",
        "of the verified detection rate: patients with truth, or all scanned",
        accepted=("with-truth", "scanned"),
    )
    success: tuple[str, ...] = key((), "endpoints that must succeed, by the same readers", "texts", TRUTH_ENDPOINTS)
    bar: float | None = key(None, "what the lower limit of each must exceed, such as 0.20", "number")
    readers_needed: float = key(2.0, "by how many readers", "number")


@dataclass(frozen=True, slots=True)
class Management:
    """Treatment planned before and after the scans."""

    before: str = key("", "column of the treatment planned before; empty: none")
    after: str = key("", "column of the treatment planned after")
    intents: Mapping[str, str] = key(
        dict, "treatment to its intent: a change of intent is major, any other change is other", "map"
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """Time to an event, or to the end of follow-up."""

    time: str = key("", "column of the time to the event or to the end of follow-up; empty: none")
    unit: str = key("months", "unit of these times")
    name: str = key(EVENT_FREE, "what a curve without the event shows, in words")
    event: str = key("", "column that says how follow-up ended; its values are named below")
    event_values: tuple[str, ...] = key((), "values that are the event", "texts")
    censor_values: tuple[str, ...] = key((), "values that are the end of follow-up without it", "texts")
    competing_values: tuple[str, ...] = key((), "values that are another end, after which it cannot come", "texts")
    censor: str = key("", "instead of event: column of a censoring flag such as CNSR, 0 the event, 1 or more censored")
    by: str = key("", "groups: a column such as arm, or index or comparator for the result of that scan; empty: none")
    groups: tuple[str, ...] = key((), "groups in their order, the first the reference; empty: sorted", "texts")
    strata: str = key("", "column of the strata of the log-rank test and of the Cox model; empty: none")
    times: tuple[float, ...] = key((), "times at which groups are compared", "numbers")
    tau: float | None = key(
        None, "horizon of the restricted mean; none: the shortest of the longest follow-ups", "number"
    )
    interval: str = key(
        "log-log", "scale of the intervals of a curve", accepted=("log-log", "log", "logit", "arcsin", "plain")
    )

    @property
    def shows(self) -> str:
        """What the curves show, in words: where ends compete and no name is given, nothing that survives.

        Examples
        --------
        >>> Outcome().shows, Outcome(competing_values=("2",)).shows
        ('event-free survival', 'cumulative incidence')
        """
        return "cumulative incidence" if self.competing_values and self.name == EVENT_FREE else self.name

    @property
    def alone(self) -> bool:
        """Whether the outcome needs no scan, so that a file may hold it alone."""
        return bool(self.time) and self.by not in SCANS

    def columns(self) -> tuple[str, ...]:
        """Return the columns of the file that are read for the outcome.

        Examples
        --------
        >>> Outcome(time="months", event="status", by="index").columns()
        ('months', 'status')
        """
        by = "" if self.by in SCANS else self.by
        return tuple(filter(None, (self.time, self.event, self.censor, by, self.strata)))

    def ends(self) -> dict[str, tuple[str, ...]]:
        """Return the column that says how follow-up ended, with the values it may have; a censoring flag has none.

        Examples
        --------
        >>> Outcome(event="status", event_values=("1",), censor_values=("0",)).ends(), Outcome(censor="CNSR").ends()
        ({'status': ('1', '0')}, {'CNSR': ()})
        """
        values = (*self.event_values, *self.censor_values, *self.competing_values)
        return {name: values if self.event else () for name in (self.event or self.censor,) if name}
