"""What a result was made from and with: nothing that differs between two runs of the same analysis."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import psmatrial
from psmatrial.data.cohort import Cohort

USED = ("jinja2", "matplotlib", "typst")


def versions() -> dict[str, str]:
    """Return the versions of this program and of the libraries that draw and typeset its reports."""
    found = {"psmatrial": psmatrial.__version__}
    for name in USED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def provenance(cohort: Cohort, warnings: Iterable[str]) -> dict[str, Any]:
    """Return what results say of their input, with everything that was accepted and should be looked at."""
    history: dict[str, Any] = {}
    if cohort.psa_history:
        from psmatrial.analysis.doubling import history_file

        history = {"psa_history": history_file(cohort.psa_history)}
    return {
        "input": cohort.source,
        "input_sha256": cohort.sha256,
        "input_bytes": cohort.size,
        **history,
        "versions": versions(),
        "warnings": [*map(str, cohort.warnings), *warnings],
    }
