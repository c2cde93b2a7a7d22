"""What Python prints of results: one line with the answer, whatever was analysed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.results import Results
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.notebook import shown

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def results():
    return compare(*example())


def test_results_print_the_answer_the_patients_and_the_rows(results) -> None:
    # Calais et al. 2019: 9 + 19 and 9 + 4 of 50 patients, exact p 0.0026.
    assert repr(results) == (
        "<Results: PSMA 28 of 50, fluciclovine 13 of 50, p = 0.0026 (patient.all.equality.exact); "
        f"50 patients analysed; {len(results.rows)} rows>"
    )
    assert str(results) == repr(results)


def test_a_notebook_still_has_the_first_page(results) -> None:
    page = shown(results)
    assert repr(page) == repr(results).replace("<Results", "<ShownResults")
    assert page._repr_html_().startswith("<div")


@pytest.mark.parametrize("name", ["outcomes", "lesions", "three-tests", "truth", "management"])
def test_whatever_was_analysed_is_one_short_line(name) -> None:
    (reads,) = (DATA / name).glob("*.csv")
    told = repr(compare(reads, DATA / name / "plan.toml"))
    assert re.fullmatch(r"<Results: .*p = [0-9.e-]+ \([^ ]+\); [0-9]+ patients analysed; [0-9]+ rows>", told)
    assert len(told) < 250


def test_a_rehearsal_is_marked() -> None:
    assert repr(compare(*example(), blind="7")).startswith("<Results: blind rehearsal: labels permuted, not a result, ")


def test_withheld_counts_are_not_told(results) -> None:
    told = repr(suppressed(results, 20))
    assert "28 of 50" not in told
    assert "withheld" in told


def test_without_a_p_value_it_is_said_why(results) -> None:
    rows = tuple(replace(row, p_value=None, note="no patients") for row in results.rows)
    told = repr(replace(results, rows=rows, primary={**results.primary, "table": None}))
    assert told.startswith("<Results: no patients (patient.all.equality.exact); 50 patients")


def test_results_of_nothing_print_too() -> None:
    assert repr(Results({}, {}, {}, {}, {}, ())) == "<Results: None patients analysed; 0 rows>"
