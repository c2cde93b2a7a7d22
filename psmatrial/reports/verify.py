"""Prove a report: its files are those of its manifest, and its input and plan give the same numbers again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psmatrial.analysis.blind import rehearsal
from psmatrial.analysis.differences import differences_between
from psmatrial.analysis.lock import lock_of_record
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import plan_of_record
from psmatrial.analysis.resolve import filled_in
from psmatrial.analysis.results import Results, loaded
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed, threshold
from psmatrial.data.cohort import read_cohort
from psmatrial.data.regular import regular
from psmatrial.data.values import shown
from psmatrial.displays.lettering import printable
from psmatrial.displays.lock_words import lock_of
from psmatrial.displays.watermark import watermark
from psmatrial.errors import InputError, UsageError
from psmatrial.menu import Menu
from psmatrial.reports.folder import MANIFEST, listed, outside
from psmatrial.reports.made_with import FORMATS, not_installed, other_system, otherwise_made
from psmatrial.reports.report import files
from psmatrial.reports.unlisted import unlisted

OTHER_INPUT = "the input is another file than the one of the report: its SHA-256 differs"
OTHER_STATE = (
    "the input is that of the report, and the recorded plan was run; so another state of psmatrial or of its libraries "
    f"made the report, or its files were changed together with {MANIFEST}"
)
# Files that are the same to the byte wherever they are made of the same numbers: no library draws them.
PLAIN = (".json", ".csv", ".toml", ".bib", ".tex")


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared, everything that differs, the first difference first, and what could not be compared.

    ``cause`` says what may be behind differences where the input and every file are those of the manifest.
    """

    checked: tuple[str, ...]
    differences: tuple[str, ...]
    not_checked: tuple[str, ...] = ()
    cause: str = ""


def verified(report: Path, reads: Path | None = None) -> Verification:
    """Compare a report with its manifest and, given its input, with a new run from its record.

    With the versions of the record, every file must come out the same to the byte; with others, every number to
    1e-10 and every word. On another Python or platform every number to 1e-10, and every file to the byte when it is
    made of the recorded numbers. A file that other versions, or another platform, may have made otherwise is named as
    not checked.

    Raises
    ------
    InputError
        If the folder is not a report, or the input cannot be read.
    """
    folder, sums = _listed_folder(report)
    differences = [text for name, value in sums.items() if (text := _file_difference(folder / name, name, value))]
    differences += [f"{shown(name)} is listed by {MANIFEST} and is not in the folder" for name in outside(folder)]
    checked = [f"{len(sums)} files against {MANIFEST}"]
    strange, others = _unlisted(folder)
    differences += strange
    if reads is None and (differences or "results.json" not in sums):
        return Verification(tuple(checked), tuple(differences), tuple(others))
    saved = loaded(folder)
    checked += _marks(saved)
    differences += (flaws := _lock_flaws(saved))
    left: list[str] = []
    whole = not differences
    if reads is not None and not flaws:
        again, rows = _again(saved, reads), f"{len(saved.rows)} rows against a new run"
        if saved.provenance["input_sha256"] != again.provenance["input_sha256"]:
            checked.append(f"the SHA-256 of {reads.name} against that of the input")
            differences.append(OTHER_INPUT)
            return Verification(tuple(checked), tuple(differences), (*others, rows))
        checked.append(f"{rows} on {reads.name}")
        differences += _run_differences(saved, again, reads)
        left = _other_versions(saved, again)
        if not (differences or left):
            # The input may have another name today; the report carries the one it had.
            again = replace(again, provenance=saved.provenance)
            words = "" if not (system := other_system(folder)) else f", of the recorded numbers: {system}"
            differences, left = _rendering(folder, sums, saved if system else again, system)
            which = f"every{' other' if left else ''}{' listed' if others else ''}"
            checked.append(f"{which} file against a new rendering, byte by byte{words}")
        whole &= _same_beside(saved, again)
    cause = OTHER_STATE if whole and differences else ""
    return Verification(tuple(checked), tuple(differences), (*others, *left), cause)


def _listed_folder(report: Path) -> tuple[Path, dict[str, str]]:
    """Return the folder of a report and the SHA-256 of each file that its manifest lists; refuse what is no report."""
    if not report.exists():
        raise InputError(f"{report}: there is no such folder.", "Give a folder that `psmatrial compare` wrote.")
    folder = report if report.is_dir() else report.parent
    sums = listed(folder)
    if not sums:
        raise InputError(
            f"{report} has no {MANIFEST} that lists files.", "Give a folder that `psmatrial compare` wrote."
        )
    return folder, sums


def _unlisted(folder: Path) -> tuple[list[str], list[str]]:
    """Say which files of a folder its manifest knows nothing of: those named as files of reports are, and others."""
    known = {"plan.toml", "references.bib", *(FORMATS.load(name).FILE for name in FORMATS.names())}
    known |= {f"figures/{name}.svg" for name in Menu("displays/figures", "figure").names()}
    found = unlisted(folder)
    said = {name: f"{printable(name)}: {MANIFEST} does not list it" for name in found}
    return [said[name] for name in found if name in known], [said[name] for name in found if name not in known]


def _again(saved: Results, reads: Path) -> Results:
    """Return the results of a new run from a record: blind, beside a locked plan, without small counts as it says."""
    lock, blind = lock_of(saved), rehearsal(saved)
    plan = plan_of_record(saved.plan)
    held, seed = lock_of_record(lock) if lock else None, blind["seed"] if blind else None
    again = compare(reads, plan, lock=held, blind=seed)
    below = threshold(saved)
    return again if below is None else suppressed(again, below)


def _marks(saved: Results) -> list[str]:
    """Say that a report is a blind rehearsal, and that its locked plan is the one that was locked."""
    marks = [watermark(saved)] if rehearsal(saved) else []
    if lock := lock_of(saved):
        marks.append(
            f"the locked plan against its SHA-256 {lock['sha256']}; its date, {lock['date']}, is only written down"
        )
    return marks


def _lock_flaws(saved: Results) -> list[str]:
    """Say how the recorded locked plan is not the one that was locked."""
    try:
        if lock := lock_of(saved):
            lock_of_record(lock)
    except UsageError as error:
        return [problem.text for problem in error.problems]
    return []


def _file_difference(path: Path, name: str, expected: str) -> str:
    """Say how a file differs from its hash, or nothing."""
    try:
        found = hashlib.sha256(regular(path).read_bytes()).hexdigest()
    except OSError:
        return f"{name} is missing or cannot be read"
    return (
        "" if found == expected else f"{name} was changed after it was written: its SHA-256 is not that of the manifest"
    )


def _same_beside(saved: Results, again: Results) -> bool:
    """Return whether no other file was read beside the input, or the same as before; of a dictionary nobody knows."""
    histories = [results.provenance.get("psa_history") for results in (saved, again)]
    return histories[0] == histories[1] and not plan_of_record(saved.plan).input.dictionary


def _run_differences(saved: Results, again: Results, reads: Path) -> list[str]:
    """Say where a new run gives other values; the input's name is no difference."""
    before, after = _comparable(saved), _comparable(again)
    found = [f"{place}: {old} in the report, {new} now" for place, old, new in differences_between(before, after)]
    return [*found, *_warning_differences(saved, again, reads)]


def _warning_differences(saved: Results, again: Results, reads: Path) -> list[str]:
    """Say which warnings of a new run the report lacks, and which of its own no run would give.

    A new run is of the plan in full: what the report says of a plan that left it to the file is not said again.
    """
    here, there = str(again.provenance["input"]), str(saved.provenance["input"])
    plan = plan_of_record(saved.plan)
    now = Counter(text.replace(here, there) for text in again.provenance["warnings"])
    before = Counter(saved.provenance["warnings"])
    alone = before - now - Counter(filled_in(plan).values())
    if alone:
        alone -= Counter(text.replace(here, there) for text in _doubts(plan, reads))
    lacking = [f"the report lacks the warning of a new run: {shown(text, 300)}" for text in now - before]
    return lacking + [f"the report has a warning that a new run does not give: {shown(text, 300)}" for text in alone]


def _doubts(plan: Plan, reads: Path) -> set[str]:
    """Return the warnings of a file whose readers or regions the plan leaves to it: which names may be slips."""
    said: set[str] = set()
    layout = plan.layout()
    for freed in (replace(layout, readers=()), replace(layout, regions=())):
        with suppress(InputError):
            said.update(map(str, read_cohort(reads, freed).warnings))
    return said


def _comparable(results: Results) -> Mapping[str, Any]:
    """Return the record of results without what may differ: rows are by their ids.

    The input may have another name and the program another version; warnings are compared apart.
    """
    record = dict(results.record())
    record["provenance"] = {
        key: value for key, value in record["provenance"].items() if key not in ("input", "versions", "warnings")
    }
    record["results"] = {row["id"]: row for row in record["results"]}
    return record


def _other_versions(saved: Results, again: Results) -> list[str]:
    """Say that the report was made with other versions, with which every file may come out otherwise."""
    before, now = saved.provenance["versions"], again.provenance["versions"]
    names = sorted(name for name in {**before, **now} if before.get(name) != now.get(name))
    told = ", ".join(f"{name} {before.get(name, 'none')} (here {now.get(name, 'none')})" for name in names)
    return [f"the files byte by byte: the report was made with {told}"] if names else []


def _rendering(folder: Path, sums: Mapping[str, str], results: Results, system: str) -> tuple[list[str], list[str]]:
    """Say which files a new rendering would make otherwise, and of which that says nothing: none on another system."""
    formats = {FORMATS.load(name).FILE: name for name in FORMATS.names()}
    here = {file: name for file, name in formats.items() if file in sums}
    missing = {file: library for file, name in here.items() if (library := not_installed(name))}
    # Where a page cannot be made, another stands for it: its figures and references can.
    page = ["html"] if any(FORMATS.load(here[file]).NEEDS_DOCUMENT for file in missing) else []
    made = files(results, list(dict.fromkeys([*(here[file] for file in here if file not in missing), *page])))
    changed = [name for name in sums if name in made and hashlib.sha256(made[name]).hexdigest() != sums[name]]
    drawn = [name for name in sums if system and not name.endswith(PLAIN)]
    others = {**dict.fromkeys(drawn, system), **otherwise_made(folder, here.values())}
    left = [f"{file} byte by byte: it needs {library}, which is not installed" for file, library in missing.items()]
    left += [f"{name} byte by byte: {others[name]}" for name in changed if name in others]
    gone = [f"{name} is not rendered any more" for name in sums if name not in made and name not in missing]
    gone += [
        f"{name}: a new rendering has it, and {MANIFEST} does not list it"
        for name in made
        if name not in sums and name not in formats
    ]
    return [f"{name} is rendered otherwise now" for name in changed if name not in others] + gone, left
