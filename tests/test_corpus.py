"""Every awkward input ends as it must: with this table and these warnings, or refused at this line for this reason."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.resolve import resolved
from psmatrial.analysis.tables import source
from psmatrial.data.cohort import read_cohort
from psmatrial.errors import InputError, PsmatrialError
from tests.corpus.all import CASES
from tests.corpus.case import Case

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED, REFUSED = ([case for case in CASES if bool(case.code) is refused] for refused in (False, True))
IN_PROCESSES = [*ACCEPTED[:: len(ACCEPTED) // 10 + 1], *REFUSED[:: len(REFUSED) // 10]]


def outcome(case: Case, folder: Path) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the 2x2 table and the warnings of one input, as a comparison comes to them."""
    reads, path = case.write(folder)
    plan = read_plan(path) if path else Plan()
    cohort = read_cohort(reads, plan.layout())
    complete = resolved(plan, cohort, reads.stem).plan
    table = source(cohort, complete).counted(complete.contrasts[0]).table
    return table.cells, tuple(map(str, cohort.warnings))


def test_there_are_enough_and_each_has_its_own_name():
    assert len(CASES) >= 250
    assert len(IN_PROCESSES) >= 20
    assert len({case.name for case in CASES}) == len(CASES)
    assert all((case.table is None) == bool(case.refused) for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_input_ends_as_it_must(case, tmp_path):
    if case.table is not None:
        table, warnings = outcome(case, tmp_path)
        assert table == case.table
        assert len(warnings) == len(case.warnings), warnings
        for words, warning in zip(case.warnings, warnings, strict=True):
            assert words in warning
        return
    with pytest.raises(PsmatrialError) as caught:
        outcome(case, tmp_path)
    found = caught.value.problems
    assert caught.value.exit_code == case.code, caught.value
    assert [(one.line, one.column) for one in found] == [(one.line, one.column) for one in case.refused], caught.value
    for expected, problem in zip(case.refused, found, strict=True):
        assert expected.words in str(problem)
    if isinstance(caught.value, InputError):
        assert {problem.file for problem in found} == {case.about or case.file}


@pytest.mark.parametrize("case", IN_PROCESSES, ids=lambda case: case.name)
def test_a_process_ends_as_it_must_and_leaves_nothing_behind(case, tmp_path):
    reads, plan = case.write(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    arguments = ["compare", str(reads), "-o", str(tmp_path / "out"), "--format", "json"]
    command = [sys.executable, "-m", "psmatrial", *arguments, *(["--plan", str(plan)] if plan else [])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == case.code, done.stderr
    assert "Traceback" not in done.stderr
    after = [path for path in sorted(tmp_path.rglob("*")) if path not in before]
    if case.code:
        assert (done.stdout, after) == ("", [])
        assert case.refused[0].words in done.stderr
    else:
        names = {path.name for path in after if path != tmp_path / "out"}
        assert names == {"results.json", "plan.toml", "manifest.json", "run.json"}
