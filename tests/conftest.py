"""What all tests share: the browser, where there is one, and laws that are tried on the same tables every time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "PSMATRIAL_REQUIRE_BROWSER"
BROWSER_TESTS = Path(__file__).parent / "browser"

settings.register_profile("same-every-time", derandomize=True, deadline=None, database=None)
settings.load_profile("same-every-time")


def browser() -> str | None:
    """Return the path of the first browser found, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_configure() -> None:
    """Fail at once where a browser is required and there is none: tests that are not collected look like success."""
    if os.environ.get(REQUIRED) and browser() is None:
        message = f"{REQUIRED} is set, but none of {', '.join(BROWSERS)} was found. Install one, or unset the variable."
        raise pytest.UsageError(message)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out tests/browser/ where there is no browser."""
    inside = collection_path.is_relative_to(BROWSER_TESTS)
    return True if inside and browser() is None else None


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium."""
    path = browser()
    assert path is not None
    return path
