"""What to give where a file says too little of its columns and tests: an option, or for a frame a key of the plan."""

from __future__ import annotations

from shlex import quote

from psmatrial.data.frame import NAME


def naming(source: str, role: str, column: str = "NAME") -> str:
    """Return what says that a role, or the result of a test, stands in a column of this source.

    Examples
    --------
    >>> naming("reads.csv", "psa", "PSA in ng/ml")
    "--column 'psa=PSA in ng/ml'"
    >>> naming("frame", "psa", "PSA in ng/ml")
    "Plan(columns={'psa': 'PSA in ng/ml'})"
    >>> naming("frame", "result.TEST")
    "Plan(results={'NAME': {'modality': 'TEST'}})"
    """
    if source != NAME:
        return f"--column {quote(f'{role}={column}')}"
    kind, _, test = role.partition(".")
    return f"Plan(results={ {column: {'modality': test}} })" if test else f"Plan(columns={ {kind: column} })"


def comparing(source: str) -> str:
    """Return what says which test is compared with which.

    Examples
    --------
    >>> comparing("reads.csv"), comparing("frame")
    ('--index and --comparator', 'Plan(contrasts=(Contrast(index, comparator),))')
    """
    return "--index and --comparator" if source != NAME else "Plan(contrasts=(Contrast(index, comparator),))"


def dropping(source: str) -> str:
    """Return what says that columns which could identify a person are left out.

    Examples
    --------
    >>> dropping("reads.csv"), dropping("frame")
    ('--drop-identifiers', 'Plan(input=Input(drop_identifiers=True))')
    """
    return "--drop-identifiers" if source != NAME else "Plan(input=Input(drop_identifiers=True))"
