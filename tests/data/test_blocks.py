"""Blocks of rows say of a file what its rows say one by one: the same readings, warnings and problems."""

from __future__ import annotations

from dataclasses import astuple, replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psmatrial.data.cohort import _cohort
from psmatrial.data.engine import HUGE
from psmatrial.data.rules import Layout
from psmatrial.data.schema import checked
from psmatrial.data.sources import csv
from psmatrial.errors import InputError

ORDERS = {
    "usual": ("patient_id", "reader", "modality", "region", "result", "psa"),
    "with more": ("patient_id", "site", "reader", "modality", "region", "result", "psa", "note"),
    "apart": ("reader", "psa", "modality", "patient_id", "region", "result", "note"),
    "few": ("patient_id", "modality", "result"),
}
ODD_CELLS = (
    *("", " ", "P01", "P02 ", "p01", "Total", "patient_id", "postive", "POSITIVE", "R9"),
    *("0.4", "0.40", "-1", "<0.1", "0,5"),
    *("310-555-0199", "310 555 0199", "12 Jan 2018", "P 01", "2018-02-26", "4471123"),
    *("\u200b", "a,b", "a\nb", "x" * 300, 'the "left" one'),
)


def lines_of(order, patients, psa):
    """Return the rows of a small trial."""
    rows = []
    for place in range(patients):
        cells = {"patient_id": f"P{place + 1:02}", "psa": psa[place % len(psa)], "site": f"S{place % 3}", "note": ""}
        for reader in ("R1", "R2"):
            for test in ("PSMA", "fluciclovine"):
                for region in ("bed", "nodes"):
                    if "reader" not in order and (reader, region) != ("R1", "bed"):
                        continue
                    result = "negative" if (place + len(test)) % 3 else "positive"
                    row = {**cells, "reader": reader, "modality": test, "region": region, "result": result}
                    rows.append([row[name] for name in order])
    return rows


def outcome(path, *, in_blocks, layout=None):
    """Return what is made of a file, or the problems for which it is refused."""
    layout = layout or Layout()
    try:
        sheet = csv.read(path, layout)
        if not in_blocks:
            sheet = replace(
                sheet, rows=csv._Rows(sheet.rows.path, sheet.rows.file, sheet.rows.sign, sheet.rows.skipped)
            )
        found = checked(sheet, layout)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    ledger = found.ledger
    n = len(ledger.patients)
    places = {place: (ledger.codes[at][:n], ledger.lines[at][:n].tolist()) for place, at in ledger.slots.items()}
    known = (list(ledger.patient_lines), list(ledger.psa_lines), list(ledger.slot_lines))
    return astuple(_cohort(sheet, layout, found)), places, known


def cell(row, place, quoted, draw):
    """Return a cell as a program or a person writes it, with or without quotation marks."""
    text = row[place]
    if quoted == "raw":
        return draw(
            st.sampled_from([text, text, text, f'"{text}"', f'"{text}', f'{text}"', f'"{text}" ', ' "x"', '""'])
        )
    around = draw(st.booleans()) if quoted == "some" else place in quoted
    return '"' + text.replace('"', '""') + '"' if around else text


@st.composite
def files(draw):
    """Draw a small trial: grouped or not, with a few cells, rows and lines that are not as they should be."""
    order = ORDERS[draw(st.sampled_from(sorted(ORDERS)))]
    rows = lines_of(order, draw(st.integers(1, 12)), draw(st.sampled_from([("0.4",), ("0.3", "", "2", "<0.1")])))
    if draw(st.booleans()):
        draw(st.randoms(use_true_random=False)).shuffle(rows)
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.sampled_from(rows))
        row[draw(st.integers(0, len(order) - 1))] = draw(st.sampled_from(ODD_CELLS))
    quoted = draw(st.sampled_from([(), (0,), range(len(order)), "some", "raw"]))
    lines = [",".join(cell(row, place, quoted, draw) for place in range(len(order))) for row in rows]
    for _ in range(draw(st.integers(0, 2))):
        more = draw(st.sampled_from(["", "   ", ",".join(order), "P01", "," * (len(order) - 1), *lines]))
        lines.insert(draw(st.integers(0, len(lines))), more)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    header = ",".join(f'"{name}"' for name in order) if draw(st.booleans()) else ",".join(order)
    return (
        draw(st.sampled_from(["", "\ufeff"])) + end.join([header, *lines]) + draw(st.sampled_from(["", end, end * 2]))
    )


@settings(deadline=None, max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=files(), size=st.sampled_from([1, 150, 600, 1 << 16]), huge=st.sampled_from([0, HUGE]))
def test_a_file_is_the_same_in_blocks_and_row_by_row(tmp_path, content, size, huge):
    path = tmp_path / "reads.csv"
    path.write_bytes(content.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv, "_BLOCK", size)
        patch.setattr("psmatrial.data.rows.LARGE", 0)
        patch.setattr(csv, "LARGE", 0)
        patch.setattr("psmatrial.data.engine.HUGE", huge)
        assert outcome(path, in_blocks=True) == outcome(path, in_blocks=False)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize(("huge", "mark"), [(0, ""), (HUGE, ""), (HUGE, '"')], ids=["compiled", "arrays", "quoted"])
def test_all_but_the_first_blocks_of_a_plain_file_are_taken_at_once(tmp_path, monkeypatch, order, shuffled, huge, mark):
    rows = lines_of(order, 90, ("0.4", "1.5"))
    rows = rows[::7] + [row for place, row in enumerate(rows) if place % 7] if shuffled else rows
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(",".join(f"{mark}{one}{mark}" for one in row) for row in [order, *rows]) + "\n")
    one_by_one = []
    monkeypatch.setattr(csv, "_BLOCK", 1024)
    monkeypatch.setattr(csv, "LARGE", 0)
    monkeypatch.setattr("psmatrial.data.rows.LARGE", 0)
    monkeypatch.setattr("psmatrial.data.engine.HUGE", huge)
    rows_of_block = csv._PlainRows.of_block
    monkeypatch.setattr(csv._PlainRows, "of_block", lambda *given: one_by_one.append(given) or rows_of_block(*given))
    cohort = outcome(path, in_blocks=True)
    assert len(cohort[0][0]) == 90
    assert len(one_by_one) <= 2


@pytest.mark.parametrize("huge", [0, HUGE], ids=["compiled", "arrays"])
@pytest.mark.parametrize("last", ["positive", "negative"])
def test_lesions_of_one_place_are_joined_alike(tmp_path, monkeypatch, huge, last):
    path = tmp_path / "reads.csv"
    places = permutations(("equivocal", "non-evaluable", last))
    rows = [f"P{place:02},PSMA,{result}" for place, results in enumerate(places) for result in results]
    path.write_text("\n".join(["patient_id,modality,result", *rows]) + "\n")
    monkeypatch.setattr(csv, "LARGE", 0)
    monkeypatch.setattr("psmatrial.data.rows.LARGE", 0)
    monkeypatch.setattr("psmatrial.data.engine.HUGE", huge)
    found = [outcome(path, in_blocks=in_blocks, layout=Layout(lesions=True)) for in_blocks in (True, False)]
    assert found[0] == found[1]
    assert (len(found[0]) == 6) == (last == "negative")  # a problem for each patient
    assert last == "negative" or found[0][1]["PSMA", "", ""][0] == bytes([1] * 6)


@pytest.mark.parametrize("regions", [150, 200])
@pytest.mark.parametrize("patients", [36_500, 49_500, 60_000])
def test_a_file_of_empty_places_is_judged_the_same(tmp_path, patients, regions):
    path = tmp_path / "reads.csv"
    rows = (f"A{place:05d},R1,PSMA,reg{place % regions:03d}x,positive\n" for place in range(patients))
    path.write_text("patient_id,reader,modality,region,result\n" + "".join(rows))
    assert outcome(path, in_blocks=True) == outcome(path, in_blocks=False)


def test_more_regions_than_two_bytes_can_number(tmp_path, monkeypatch):
    path = tmp_path / "reads.csv"
    rows = (f"A{patient},PSMA,reg{region}x,positive\n" for patient in range(2) for region in range(65_540))
    path.write_text("patient_id,modality,region,result\n" + "".join(rows))
    monkeypatch.setattr("psmatrial.data.rows.LARGE", 0)
    assert outcome(path, in_blocks=True) == outcome(path, in_blocks=False)


@pytest.mark.parametrize("order", ["patient_id,modality,result,note", "note,patient_id,modality,result"])
def test_a_cell_that_is_too_large_is_refused_on_its_line(tmp_path, order):
    path = tmp_path / "reads.csv"
    cells = {"modality": "PSMA", "result": "positive"}
    rows = [{**cells, "patient_id": f"P0{at}", "note": "x" * (at // 2 * (csv.CELL_LIMIT + 1))} for at in (1, 2)]
    lines = [order, *(",".join(row[name] for name in order.split(",")) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError, match=r"reads\.csv:3: a cell that begins in this row is larger than 1 MiB"):
        checked(csv.read(path), Layout())


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("patient_id,modality,result\nP01,PSMA,positive\n")
    sheet = csv.read(path)
    path.write_text("patient_id,modality,result\nP01,PSMA,negative\nP02,PSMA,negative\n")
    with pytest.raises(InputError, match="the file changed while it was read"):
        checked(sheet, Layout())
