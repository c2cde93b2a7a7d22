"""What all tests share: other programs, where there are any, and laws that are tried on the same tables every time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "PSMATRIAL_REQUIRE_BROWSER"
BROWSER_TESTS = Path(__file__).parent / "browser"
PAPER_TOOLS = ("qpdf", "pdftotext")
PAPER_REQUIRED = "PSMATRIAL_REQUIRE_PDF_TOOLS"
PAPER_TESTS = Path(__file__).parent / "paper"

settings.register_profile("same-every-time", derandomize=True, deadline=None, database=None)
settings.load_profile("same-every-time")


def browser() -> str | None:
    """Return the path of the first browser found, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def paper_tools_missing() -> list[str]:
    """Return the programs for PDF that are not on the path."""
    return [name for name in PAPER_TOOLS if shutil.which(name) is None]


def pytest_configure() -> None:
    """Fail at once where a program is required and missing: tests that are not collected look like success."""
    if os.environ.get(PAPER_REQUIRED) and (missing := paper_tools_missing()):
        names = " and no ".join(missing)
        message = f"{PAPER_REQUIRED} is set, but there is no {names}. Install what is missing, or unset the variable."
        raise pytest.UsageError(message)
    if os.environ.get(REQUIRED) and browser() is None:
        message = f"{REQUIRED} is set, but none of {', '.join(BROWSERS)} was found. Install one, or unset the variable."
        raise pytest.UsageError(message)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out tests/browser/ where there is no browser, and tests/paper/ where the programs for PDF are missing."""
    if collection_path.is_relative_to(BROWSER_TESTS):
        return True if browser() is None else None
    return True if collection_path.is_relative_to(PAPER_TESTS) and paper_tools_missing() else None


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium."""
    path = browser()
    assert path is not None
    return path
