"""The page of operating characteristics is what its numbers say, and the numbers are what the methods do."""

from __future__ import annotations

import doctest
import importlib.util
import re
from itertools import product
from math import factorial
from pathlib import Path

import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.methods import CATALOGUE, method
from psmatrial.stats.population import population

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "operating-characteristics.md"


def program():
    spec = importlib.util.spec_from_file_location("make_operating", DOCS / "make_operating.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


program()
from operating import compute, facts, numbers, page  # noqa: E402 - the program says where they are

ASKED = [(entry.quantity, entry.name, n) for entry, n in compute.jobs()]
AGAIN = [
    *(("equality", name, 20) for name in ("exact", "mid-p", "asymptotic", "corrected", "exact-unconditional")),
    *(("rate-difference", name, 20) for name in ("wald", "agresti-min", "bonett-price", "newcombe", "scas")),
    *(("rate-difference", "tango", n) for n in (10, 50)),
    ("rate-difference", "fay-lumbard", 10),
    ("rate-difference", "exact-unconditional", 10),
    *(("rate-ratio", name, 10) for name in ("wald", "tang", "bonett-price", "mover-wilson")),
    *(("odds-ratio", name, 20) for name in ("clopper-pearson", "jeffreys", "wald")),
    *(("index-rate", name, 50) for name in ("clopper-pearson", "wilson", "jeffreys", "blaker", "wald")),
]


def kept(name, quantity, method_name, n):
    """Return the numbers in the lines of a file about one method at one number of patients."""
    rows = [row for row in numbers.rows_in(name) if (row["method"], int(row["n"])) == (method_name, n)]
    rows = [row for row in rows if row.get("quantity", "index-rate").removesuffix("-given") == quantity]
    return [value for row in rows for value in row.values()]


def alike(one, other):
    """Tell whether two cells are the same text, or the same number but for its last digit."""
    try:
        return abs(float(one) - float(other)) <= 2e-6
    except ValueError:
        return str(one) == str(other)


def test_the_page_is_what_the_program_writes_from_the_numbers():
    assert page.page() == PAGE.read_text(encoding="utf-8"), "run: python docs/make_operating.py --page"


def test_every_method_was_asked_at_every_number_of_patients_and_no_other():
    found = {(row["quantity"], row["method"], int(row["n"])) for row in numbers.rows_in("tests")}
    found |= {(row["quantity"], row["method"], int(row["n"])) for row in numbers.rows_in("intervals")}
    assert {key for key in found if key[0] != numbers.GIVEN} == set(ASKED)
    assert {entry.name for entry in CATALOGUE} == {name for _, name, _ in found}
    assert compute.missing() == []


@pytest.mark.parametrize(("quantity", "name", "n"), AGAIN)
def test_numbers_are_what_the_methods_give(quantity, name, n):
    for file, rows in compute.rows_of(method(quantity, name), n).items():
        again, before = [cell for row in rows for cell in row], kept(file, quantity, name, n)
        assert len(again) == len(before)
        different = [pair for pair in zip(again, before, strict=True) if not alike(*pair)]
        assert different == []


@pytest.mark.parametrize(("name", "discordance", "both"), [("tang", 0.2, 0.5), ("mover-jeffreys", 0.4, 0.1)])
def test_numbers_are_what_adding_up_all_tables_one_by_one_gives(name, discordance, both):
    entry = method("rate-ratio", name)
    tables = [PairedTable(a, b, c, 10 - a - b - c) for a, b, c in product(range(11), repeat=3) if a + b + c <= 10]
    limits = [(table.cells, entry.compute(table, 0.95, "two-sided")) for table in tables]
    covered = []
    for step in range(40):
        cells = population(discordance, discordance * step / 40, both)
        truth = cells.value("rate-ratio")
        total = 0.0
        for counts, found in limits:
            chance = float(factorial(10))
            for count, share in zip(counts, cells, strict=True):
                chance *= share**count / factorial(count)
            total += chance * (found.low <= truth <= found.high)
        covered.append(total)
    [row] = [
        row
        for row in numbers.rows_in("intervals")
        if (row["quantity"], row["method"], row["n"]) == ("rate-ratio", name, "10")
        and (float(row["discordance"]), float(row["both"])) == (discordance, both)
    ]
    assert float(row["lowest"]) == pytest.approx(min(covered), abs=1e-6)
    assert float(row["mean"]) == pytest.approx(sum(covered) / 40, abs=1e-6)
    assert float(row["below95"]) == pytest.approx(sum(value < 0.95 for value in covered) / 40, abs=1e-6)


def test_every_number_is_a_probability_or_a_width():
    for row in numbers.rows_in("intervals"):
        values = {column: float(row[column]) for column in numbers.HEADERS["intervals"][6:]}
        assert 0.0 <= values["lowest"] <= values["mean"] + 1e-6 <= 1.0 + 2e-6
        assert values["below94"] <= values["below95"]
        assert values["mean"] + values["too_high"] + values["too_low"] == pytest.approx(1.0, abs=3e-6)
        assert 0.0 < values["width"] < 2.0


def test_a_sentence_that_is_no_longer_true_stops_the_page(monkeypatch):
    assert facts.untrue() == []
    monkeypatch.setattr(facts, "_about_others", lambda: {"the moon is of cheese": False})
    with pytest.raises(ValueError, match=re.escape("claims: the moon is of cheese.")):
        page.page()


def test_a_promise_just_missed_is_not_printed_as_kept():
    assert doctest.testmod(facts).failed == 0
    assert page.cell(numbers.Summary(0.949999, 0.1, 0.0, 0.96, 0.1, 0.0, 0.3, 0.02, 0.02)) == "94.9 / 96.0 / 30.0"
    assert page.error_cell(numbers.Error(0.050001, 0.05, 0.03, {})) == "5.1 / 5.0 / 3.0"


def test_pictures_and_numbers_are_small_and_the_page_shows_each():
    shown = re.findall(r"!\[[^\]]{20,}\]\((pictures/[a-z-]+\.png)\)", PAGE.read_text(encoding="utf-8"))
    assert {DOCS / name for name in shown} == set((DOCS / "pictures").glob("operating-*.png"))
    assert all(5_000 < (DOCS / name).stat().st_size < 62_000 for name in shown)
    assert sum(path.stat().st_size for path in (DOCS / "operating").glob("*.csv")) < 300_000
