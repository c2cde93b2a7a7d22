"""Any file is read as it stands or refused with its place: never another number, never another error."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_checks import checked
from psmatrial.analysis.plan_file import plan_of, plan_of_record
from psmatrial.analysis.resolve import resolved
from psmatrial.analysis.tables import source
from psmatrial.data.cohort import read_cohort
from psmatrial.errors import PsmatrialError
from tests.corpus.case import HEADER, ROWS, text

ODD = (
    *("", " ", "POSITIVE", "equivocal", "non-evaluable", "p01", "P01 ", "1e5", "<0.1", ">100", "0,35", "2018-02-26"),
    *("4471123", "=1+1", "\u200b", "\x00", "\r", "\n", '"', ";", "\t", "\ufeff"),
)
CELLS = st.one_of(
    st.sampled_from([*sorted({cell for row in ROWS for cell in row}), *ODD]),
    st.text(max_size=8),
    st.floats(allow_nan=True).map(str),
)
PIECES = ("[", "]", "=", '"', "level", ".9", "\n", "input", "{", ",", "\\")
BOUNDED = settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])


def table_of(path, plan):
    """Return the 2x2 table as a comparison counts it, and the patients left out."""
    cohort = read_cohort(path, plan.layout())
    complete = resolved(plan, cohort, path.stem).plan
    counted = source(cohort, complete).counted(complete.contrasts[0])
    return counted.table.cells, sum(number for _, number in counted.excluded)


def ended(run):
    """Return what a run gives, or the refusal by which it ends; anything else is not caught."""
    try:
        return run(), None
    except PsmatrialError as error:
        return None, error


def by_hand(content):
    """Count the same table with nothing but the standard library: one reading a patient and test."""
    found = {}
    for row in csv.DictReader(io.StringIO(content, newline="")):
        if any(cell.strip() for cell in row.values()):
            word = row["result"].strip(" ").lower().replace("equivocal", "negative")
            found.setdefault(row["patient_id"].strip(" "), {})[row["modality"].strip(" ")] = word
    counts = dict.fromkeys([(True, True), (True, False), (False, True), (False, False)], 0)
    left = 0
    for results in found.values():
        pair = [results.get(test) for test in ("PSMA", "fluciclovine")]
        if set(pair) <= {"positive", "negative"}:
            counts[pair[0] == "positive", pair[1] == "positive"] += 1
        else:
            left += 1
    return tuple(counts.values()), left


@given(st.lists(st.tuples(st.integers(0, 15), st.sampled_from((0, 4, 5)), CELLS), min_size=1, max_size=4))
@BOUNDED
def test_a_changed_cell_is_refused_or_counted_as_anybody_would(tmp_path, changes):
    rows = [list(row) for row in ROWS]
    for row, column, cell in changes:
        rows[row][column] = cell
    packed = io.StringIO(newline="")
    csv.writer(packed, lineterminator="\n").writerows([HEADER.split(","), *rows])
    path = tmp_path / "reads.csv"
    path.write_bytes(packed.getvalue().encode("utf-8", "surrogatepass"))
    found, error = ended(lambda: table_of(path, Plan()))
    if error is None:
        assert found == by_hand(packed.getvalue())
    else:
        assert all(problem.text for problem in error.problems)
        assert len(error.lines()) <= 21


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(text())),
            st.integers(0, 30),
            st.binary(max_size=6) | st.sampled_from([b",", b"\n", b'"']),
        ),
        max_size=5,
    )
)
@BOUNDED
def test_changed_bytes_are_refused_or_read(tmp_path, changes):
    content = text().encode()
    for place, length, piece in changes:
        content = content[:place] + piece + content[place + length :]
    path = tmp_path / "reads.csv"
    path.write_bytes(content)
    found, error = ended(lambda: table_of(path, Plan()))
    if found is None:
        assert error.exit_code in {2, 3}
    else:
        assert sum(found[0]) + found[1] == read_cohort(path, Plan().layout()).n


@given(
    st.dictionaries(
        st.sampled_from([*Plan.__dataclass_fields__, "nothing"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=4,
    )
)
@BOUNDED
def test_any_record_is_a_plan_or_refused(record):
    plan, error = ended(lambda: checked(plan_of_record(record)))
    assert plan is None or plan.layout() is not None
    assert error is None or error.exit_code == 2


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map("".join))
@BOUNDED
def test_any_text_is_a_plan_or_refused(content):
    _, error = ended(lambda: plan_of(content))
    assert error is None or error.exit_code == 2


def test_the_count_by_hand_finds_the_table_of_the_small_trial():
    assert by_hand(text()) == ((2, 3, 1, 2), 0)
    with pytest.raises(KeyError):
        by_hand("a,b\n1,2\n")
