"""What a plan means, and may not say, where a row of the file is a lesion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from psmatrial.analysis.plan import Further, Plan, Primary
from psmatrial.analysis.plan_key import stated
from psmatrial.analysis.rows import safe
from psmatrial.analysis.units import COMPARATOR_RATE, DIFFERENCE, EQUALITY, INDEX_RATE, LESION, ODDS
from psmatrial.data.cohort import Cohort
from psmatrial.data.lesion_rows import region_of
from psmatrial.errors import UsageError, choices
from psmatrial.stats.clustered_methods import CLUSTERED, ClusteredMethod

# What stands for the default of each key that names what a patient-level comparison does.
PLANNED = {
    "endpoint": LESION,
    "test": "obuchowski",
    "difference": "robust",
    "odds_ratio": "gee",
    "rate": "logit",
}
QUANTITIES = {
    "test": EQUALITY,
    "difference": DIFFERENCE,
    "odds_ratio": ODDS,
    "rate": INDEX_RATE,
}
FURTHER = {
    "equality": EQUALITY,
    "rate_difference": DIFFERENCE,
    "rate_ratio": "",
    "odds_ratio": ODDS,
    "rate": INDEX_RATE,
}
NO_PATIENTS = (
    "a file of lesions has no comparison by patient: only patients with a lesion are in it, and no lesion that "
    "neither test found"
)
NO_UNITS = "tests of single patients, such as McNemar's, take the lesions of one patient for so many patients"


def with_lesion_defaults(plan: Plan, regions: Sequence[str]) -> Plan:
    """Return a plan for lesions with everything filled in that it leaves open.

    Methods that stand there by default for patients give way to those for lesions; every usual method is shown beside
    the planned one unless the plan names some.
    """
    primary: dict[str, Any] = {name: word for name, word in PLANNED.items() if _open(plan.primary, name)}
    shown = {name: _usual(quantity) for name, quantity in FURTHER.items() if _open(plan.methods, name)}
    return replace(
        plan,
        primary=replace(plan.primary, **primary),
        methods=replace(plan.methods, **shown),
        endpoints=replace(plan.endpoints, patient=False, regions=tuple(regions)),
        strata=replace(plan.strata, preset="none", bins=()),
    )


def lesion_regions(plan: Plan, cohort: Cohort) -> tuple[str, ...]:
    """Return the regions of the lesions under the plan's names: planned ones, else those of the file in its order.

    Raises
    ------
    UsageError
        If a region is not planned, or the rows of two would have the same id.
    """
    names = dict.fromkeys(region for slot in cohort.regions if (region := region_of(slot)))
    found = tuple(dict.fromkeys(plan.region_names.get(name, name) for name in names))
    planned = plan.endpoints.regions
    if planned and (others := [name for name in found if name not in planned]):
        raise UsageError(f"{others[0]!r} is not a planned region.", choices(others[0], planned))
    ids: dict[str, str] = {}
    for name in planned or found:
        if (before := ids.setdefault(safe(name), name)) != name:
            raise UsageError(f"the regions {before!r} and {name!r} give their rows the same id.", "Rename one of them.")
    return planned or found


def lesion_methods(plan: Plan) -> tuple[ClusteredMethod, ...]:
    """Return the methods that a complete plan for lesions asks for, the planned one of each quantity first."""
    primary, further = plan.primary, plan.methods
    wanted = {
        INDEX_RATE: (primary.rate, *further.rate),
        COMPARATOR_RATE: (primary.rate, *further.rate),
        DIFFERENCE: (primary.difference, *further.rate_difference),
        ODDS: (primary.odds_ratio, *further.odds_ratio),
        EQUALITY: (primary.test, *further.equality),
    }
    entries = {(entry.quantity, entry.name): entry for entry in CLUSTERED}
    return tuple(entries[quantity, name] for quantity, names in wanted.items() for name in dict.fromkeys(names))


def wrong_lesion_plan(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield place, problem and remedy of what a plan says that cannot be done with lesions."""
    if plan.primary.endpoint not in (Primary().endpoint, LESION):
        yield "primary.endpoint", f"{NO_PATIENTS}.", _instead("endpoint")
    asked = [(f"primary.{name}", QUANTITIES[name], (getattr(plan.primary, name),)) for name in _stated(plan.primary)]
    asked += [(f"methods.{name}", FURTHER[name], getattr(plan.methods, name)) for name in _stated(plan.methods)]
    for place, quantity, words in asked:
        for word in words:
            if word not in _names(quantity):
                text = f"there is no method {word!r} for lesions: {NO_UNITS}."
                yield place, text, choices(word, _names(quantity))
    margins = [name for name in stated(plan.primary) if name in ("margin", "ratio_margin", "equivalence")]
    for name in margins:
        yield f"primary.{name}", f"margins are tested per patient, and {NO_PATIENTS}.", "Remove it."
    if plan.truth.standards:
        yield "truth.standards", f"truth is held against patients and regions, and {NO_PATIENTS}.", "Remove it."
    if plan.strata.bins:
        yield "strata.bins", "lesions are not compared by PSA.", 'Remove the bins, or write preset = "none".'


def stated_for_patients(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield key, problem and remedy of what a plan for lesions states for patients under ``[primary]``.

    The words of the defaults can be told from defaults only where the plan was written down.

    Examples
    --------
    >>> stated = {"clusters": {"lesion": "lesion_id"}, "primary": {"test": "exact"}}
    >>> [(key, hint) for key, _, hint in stated_for_patients(stated)]
    [('test', 'Write test = "obuchowski", or remove the line.')]
    """
    clusters, primary = document.get("clusters"), document.get("primary")
    if not (isinstance(clusters, dict) and clusters.get(LESION) and isinstance(primary, dict)):
        return
    for name in PLANNED:
        if name in primary and primary[name] == (usual := getattr(Primary(), name)):
            text = NO_PATIENTS if name == "endpoint" else f"{usual!r} is no method for lesions: {NO_UNITS}"
            yield name, f"{text}.", _instead(name)


def _open(section: Primary | Further, name: str) -> bool:
    """Return whether a key has its default, which is one for patients."""
    return bool(getattr(section, name) == getattr(type(section)(), name))


def _stated(section: Primary | Further) -> list[str]:
    """Return the keys that name methods and do not have their default."""
    keys = QUANTITIES if isinstance(section, Primary) else FURTHER
    return [name for name in keys if not _open(section, name)]


def _instead(name: str) -> str:
    """Return what to write instead."""
    return f'Write {name} = "{PLANNED[name]}", or remove the line.'


def _usual(quantity: str) -> tuple[str, ...]:
    """Return the methods of a quantity that are shown unless the plan says otherwise, but for the planned one."""
    planned = {QUANTITIES[name]: PLANNED[name] for name in QUANTITIES}
    usual = [entry.name for entry in CLUSTERED if entry.quantity == quantity and not getattr(entry, "costly", False)]
    return tuple(name for name in usual if name != planned.get(quantity))


def _names(quantity: str) -> list[str]:
    """Return the names of the methods of a quantity."""
    return [entry.name for entry in CLUSTERED if entry.quantity == quantity]
