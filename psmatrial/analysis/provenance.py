"""What a result was made from and with: nothing that differs between two runs of the same analysis."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import psmatrial

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
