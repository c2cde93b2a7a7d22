"""Pages that a browser opens: the sample, the report of the shipped trial, the registry of studies; and one browser."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from psmatrial.analysis.reproduce import reproductions
from psmatrial.analysis.results import Results
from psmatrial.displays.watermark import WATERMARK
from psmatrial.reports import study
from psmatrial.reports.formats import html
from psmatrial.reports.report import rendered
from tests.browser.chromium import Chromium
from tests.cohorts import trial
from tests.reports import sample


@pytest.fixture(scope="module")
def browser(chromium):
    with Chromium(chromium) as running:
        yield running


@pytest.fixture(scope="session")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    report = rendered(trial(), "html")
    made = {
        "sample": html.render(sample.document(), sample.results()),
        "rehearsal": html.render(replace(sample.document(), watermark=WATERMARK), sample.results()),
        "report": report,
        "registry": html.render(study.document(reproductions([])), Results({}, {}, {}, {}, {}, ())),
        "scriptless": re.sub(rb"<script>.*?</script>", b"", report, flags=re.DOTALL),
    }
    for name, content in made.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: folder / f"{name}.html" for name in made}
