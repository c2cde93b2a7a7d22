"""What only programs for PDF can tell: that the file is sound, and that on no page anything is cut off or covered."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace

import pytest
from pypdf import PdfReader

from psmatrial.analysis.plan import Plan, Primary
from psmatrial.analysis.run import compare
from psmatrial.reports.document import Paragraph, Section
from psmatrial.reports.formats import pdf
from psmatrial.reports.report import Drawings, document
from tests.cohorts import pairs, reads, trial, trial_patients
from tests.paper.words import pages, program
from tests.reports import hostile, sample
from tests.reports.sample_tables import many

EDGE = 45


def small(path):
    return compare(reads(path / "reads.csv", pairs(3, 1, 0, 2)))


def margins(path):
    return compare(reads(path / "reads.csv", trial_patients()), Plan(primary=Primary(margin=-0.1, equivalence=True)))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return the PDFs of several reports, by name."""
    folder = tmp_path_factory.mktemp("paper")
    found = {"trial": trial(), "small": small(folder), "margins": margins(folder)}
    made = {name: pdf.render(document(results, Drawings(results)), results) for name, results in found.items()}
    made["sample"] = pdf.render(sample.document(), sample.results())
    made["hostile"] = pdf.render(hostile.document(), sample.results())
    for name, content in made.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return {name: folder / f"{name}.pdf" for name in made}


NAMES = ("trial", "small", "margins", "sample", "hostile")


@pytest.mark.parametrize("name", NAMES)
def test_qpdf_finds_nothing_wrong(files, name):
    done = subprocess.run([program("qpdf"), "--check", str(files[name])], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No syntax or stream encoding errors found" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_word_stands_inside_the_margins_of_its_page(files, name):
    outside = [
        (number, word)
        for number, page in enumerate(pages(files[name]), start=1)
        for word in page.words
        if not (
            word.left > EDGE and word.right < page.width - EDGE and word.top > 30 and word.bottom < page.height - 30
        )
    ]
    assert outside == []


@pytest.mark.parametrize("name", NAMES)
def test_no_word_covers_another(files, name):
    covered = []
    for number, page in enumerate(pages(files[name]), start=1):
        words = sorted(page.words, key=lambda word: word.top)
        for place, word in enumerate(words):
            for other in words[place + 1 :]:
                if other.top > word.bottom:
                    break
                if word.covers(other):
                    covered.append((number, word.text, other.text))
    assert covered == []


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_empty_but_for_its_head_and_foot(files, name):
    for page in pages(files[name]):
        assert [word for word in page.words if 75 < word.top < page.height - 75]


@pytest.mark.parametrize("before", [0, 32, 33, 34])
def test_no_row_of_a_table_stands_alone_on_a_page(before):
    for count in (32, 33, 34):
        blocks = (*(Paragraph("Something was said before."),) * before, many(count))
        front = sample.document()
        long = replace(front, answer=replace(front.answer, picture=None), sections=(Section("a", "A", blocks),))
        read = PdfReader(io.BytesIO(pdf.render(long, sample.results())))
        rows = [page.extract_text().count("as planned") for page in read.pages]
        assert sum(rows) == count
        assert min(filter(None, rows)) > 1, (before, count, rows)
