"""Reports to compare: the trial's final one, an interim one of its first 30 patients, and copies with a change."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

from psmatrial.analysis.example import example
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.reports.folder import write
from psmatrial.reports.report import files
from tests.commands.terminal import run

READS, PLAN = example()


def cuts(folder):
    """Write both reports with their data into a folder."""
    head, *lines = READS.read_text(encoding="utf-8").splitlines(keepends=True)
    early = [line for line in lines if int(line[4:6]) <= 30]
    (folder / "interim.csv").write_text("".join([head, *early]), encoding="utf-8")
    shutil.copy(READS, folder / "final.csv")
    plan = read_plan(PLAN)
    plan = replace(plan, methods=replace(plan.methods, rate_difference=("fay-lumbard", "wald")))
    for name in ("interim", "final"):
        found = compare(folder / f"{name}.csv", plan)
        write(folder / name, lambda found=found: files(found, ["json", "csv"]))
    return folder


def difference(*arguments):
    """Return the exit code and the document of a comparison."""
    done = run("diff", *arguments, "--json")
    return done.code, json.loads(done.out)


def changed(folder, target, change):
    """Write a copy of results.json after a change of its record."""
    record = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    change(record)
    target.write_text(json.dumps(record), encoding="utf-8")
    return target
