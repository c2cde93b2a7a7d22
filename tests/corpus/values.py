"""Cells that hold something else than a patient, a result or a PSA."""

from __future__ import annotations

from collections.abc import Iterator

from tests.corpus.case import NAMES, ROWS, Case, accepted, changed, psa_of, refused, renamed, text, with_column

CODINGS = (
    ("1", "0"),
    ("1", "2"),
    ("yes", "no"),
    ("Y", "N"),
    ("+", "-"),
    ("pos", "neg"),
    ("POS.", "NEG."),
    ("true", "false"),
)
FLAWED_PSA = {
    '"0,35"': "has a decimal comma",
    '"1,234"': "thousands mark",
    '"1,234.5"': "thousands mark",
    "1e-1": "exponent notation",
    "1e400": "exponent notation",
    "-0.3": "has a minus sign",
    "\u22120.3": "has a minus sign",
    "+0.3": "has a sign",
    "0.2-0.5": "is a range",
    "0.2 to 0.5": "is a range",
    "0.2\u20130.5": "is a range",
    "1_000": "has an underscore",
    "5.": "ends with its decimal point",
    "0.3 ng/mL": "has something after the number",
    "0.3*": "has something after the number",
    "0.3\u00b9": "has something after the number",
    "0.3 (repeat)": "has something after the number",
    "0..3": "has something after the number",
    "nan": "is not a number",
    "NA": "is not a number",
    "inf": "is not a number",
    "-inf": "is not a number",
    "undetectable": "is not a number",
    "not done": "is not a number",
    "#REF!": "is not a number",
    "=0.3": "is not a number",
    "0x10": "has something after the number",
    ".": "is not a number",
    "?": "is not a number",
    "12345": "is absurdly high",
    "9" * 400: "is absurdly high",
    "<": "is no limit that can be read",
    "<x": "is no limit that can be read",
    "<0": "holds no value",
    "<0.6": "could be in stratum '<0.5' or not",
    "<=0.5": "could be in stratum '<0.5' or not",
    ">4": "could be in stratum '2-<5' or not",
    "~0.3": "is not a number",
}
GOOD_PSA = ("0.30", "0.300000000000000000", ".3", "00.3", "0.499999999999999999", "0.5", "350", "9999.99")
PATIENTS = (
    "NA",
    "nan",
    "null",
    "None",
    "1e5",
    "001",
    "9007199254740993",
    "True",
    "#REF!",
    "P 01",
    "-1",
    "=1+1",
    "\u00e9",
)
UNPLAIN = ("../../etc/passwd", "C:\\Windows\\x", "/dev/null", "a%sb", "{0}", "con", "*", "P01;P02", "'", "P01\\n")


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _results()
    yield from _psa()
    yield from _patients()
    yield from _gaps()


def _results() -> Iterator[Case]:
    """Yield spellings and codings of results."""
    for word in ("Positive", "POSITIVE", " positive ", "\uff50ositive"):
        yield accepted(f"written {word!r}", renamed("result", "positive", word))
    for word in (
        "postive",
        "positiv",
        "pos",
        "1",
        "yes",
        "positve",
        "positive?",
        "Positif",
        "+",
        "malignant",
        "0.5",
        "-",
    ):
        yield refused(f"result {word!r}", changed(2, "result", word), (2, "result", f"'{word}' is not a result"))
    for yes, no in CODINGS:
        coded = renamed("result", "positive", yes).replace(",negative,", f",{no},")
        lines = range(2, 2 + len(ROWS))
        yield refused(f"coded {yes} and {no}", coded, *[(line, "result", "is not a result") for line in lines])
        plan = f'[values]\n"{yes}" = "positive"\n"{no}" = "negative"\n'
        yield accepted(f"coded {yes} and {no}, and planned", coded, plan=plan)
    yield refused("an empty result", changed(2, "result", ""), (2, "result", "the cell is empty"))
    yield accepted("an equivocal result", changed(2, "result", "equivocal"), table=(1, 3, 2, 2))
    for rule, table in (("positive", (2, 3, 1, 2)), ("missing", (1, 3, 1, 2))):
        plan = f'[reading]\nequivocal = "{rule}"\n'
        yield accepted(f"equivocal counts as {rule}", changed(2, "result", "equivocal"), plan=plan, table=table)
    yield accepted("a scan that could not be read", changed(2, "result", "Non-Evaluable"), table=(1, 3, 1, 2))
    for policy, table in (("negative", (1, 3, 2, 2)), ("worst", (1, 3, 2, 2)), ("best", (2, 3, 1, 2))):
        plan = f'[reading]\nmissing = "{policy}"\n'
        yield accepted(f"missing counts as {policy}", changed(2, "result", "non-evaluable"), plan=plan, table=table)
    several = {2: "postive", 9: "unknown"}
    content = text([*row[:4], several.get(line, row[4]), row[5]] for line, row in enumerate(ROWS, start=2))
    yield refused("two bad results", content, *[(line, "result", word) for line, word in several.items()])
    for column in ("patient_id", "reader", "modality", "region"):
        yield refused(f"an empty {column}", changed(2, column, ""), (2, column, "the cell is empty"))
    long = "w" * 201
    yield refused("a name without end", changed(2, "region", long), (2, "region", "the cell has 201 characters"))
    yield refused("a modality that looks misspelt", text([*ROWS, ("P09", "R1", "PSMAA", "bed", "positive", "1")]),
                  (None, "", "'PSMAA' looks like 'PSMA'"),
                  plan='[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n')  # fmt: skip
    yield refused(
        "a region that looks misspelt", changed(17, "region", "bedd"), (17, "region", "'bedd' looks like 'bed'")
    )
    yield accepted("a reader with a digit more", changed(2, "reader", "R11"), "'R11' has 1 reading, 'R1' has 15.",
                   table=(0, 0, 0, 0))  # fmt: skip


def _psa() -> Iterator[Case]:
    """Yield what may stand where a PSA should."""
    for psa, words in FLAWED_PSA.items():
        yield refused(f"PSA {psa[:20]}", psa_of(1, psa), (2, "psa", words))
    for psa in GOOD_PSA:
        yield accepted(f"PSA {psa}", psa_of(1, psa))
    limit = "PSA is a limit (such as"
    for psa in ("<0.1", "< 0.10", "\u22640.4", ">100", ">=5", "\u22655.0"):
        yield accepted(f"PSA {psa}", psa_of(1, psa), limit)
    yield accepted("PSA 0", psa_of(1, "0"), "PSA is 0 in 1 patient.")
    yield accepted("no PSA", psa_of(1, ""), "PSA is missing in 1 patient")
    yield accepted("PSA on one row only", changed(3, "psa", ""), "PSA stands on some rows only of 1 patient")
    yield accepted("PSA on the later row only", changed(2, "psa", ""), "PSA stands on some rows only of 1 patient")
    yield accepted("the same PSA written otherwise", changed(3, "psa", "0.300"))
    yield refused("two PSA values", changed(3, "psa", "0.4"), (3, "psa", "has PSA 0.4 here and 0.3 on line 2"))
    yield refused("a value and a limit", changed(3, "psa", "<0.3"), (3, "psa", "has PSA <0.3 here and 0.3 on line 2"))
    yield refused("a date as PSA", psa_of(1, "2019-03-12"), (2, "psa", "a date"))
    yield accepted("a limit outside all strata", psa_of(1, "<0.2"), limit, plan='[strata]\npreset = "trial"\n')
    yield accepted("a limit without strata", psa_of(1, "<0.7"), limit, plan='[strata]\npreset = "none"\n')


def _patients() -> Iterator[Case]:
    """Yield ids that are read as something else by other programs."""
    for name in (*PATIENTS, *UNPLAIN):
        yield accepted(f"patient {name!r}", renamed("patient_id", "P01", name))
    yield accepted("ids that a float cannot tell apart", text([f"900719925474099{r[0][2]}", *r[1:]] for r in ROWS))
    yield accepted("ids that differ by zeros", text([f"{'0' * int(r[0][1:])}1", *r[1:]] for r in ROWS))
    yield accepted("a quoted id with a comma", renamed("patient_id", "P01", '"P01,a"'))
    for what, column, one, other in (
        ("an id with a Cyrillic letter", "patient_id", "P01", "\u042001"),
        ("an id with a Greek letter", "patient_id", "X1", "\u03a71"),
        ("a test with a Cyrillic letter", "modality", "PSMA", "\u0420SMA"),
        ("a region with two spaces", "region", "pelvic bed", "pelvic  bed"),
        ("a region with a hyphen", "region", "pelvic bed", "pelvic-bed"),
        ("a region with a dash", "region", "pelvic-bed", "pelvic\u2013bed"),
        ("a reader with an underscore", "reader", "R 1", "R_1"),
        ("a reader with a space more", "reader", "R1", "R 1"),
        ("a reader with a point", "reader", "R1", "R.1"),
        ("a region in one word", "region", "pelvic bed", "pelvicbed"),
    ):
        rows = [dict(zip(NAMES, row, strict=True)) for row in (*ROWS, ROWS[0])]
        rows = [row | {column: one} if row[column] == ROWS[0][NAMES.index(column)] else row for row in rows]
        again = text(row.values() for row in [*rows[:-1], rows[-1] | {column: other}])
        yield refused(what, again, (18, column, f"looks like '{one}' on line 2"))
    for what, name in (("a date as SAS writes it", "12MAR2019"), ("a date in an id", "P01-12Mar2019")):
        yield refused(what, renamed("patient_id", "P01", name), (2, "patient_id", "looks like a date"))
    for what, cell in (
        ("digits of another script", "\u0662\u0660\u0661\u0669-\u0660\u0663-\u0661\u0662"),
        ("full-width digits", "\uff12\uff10\uff11\uff19\uff0f\uff10\uff13\uff0f\uff11\uff12"),
        ("Japanese", "2019\u5e743\u670812\u65e5"),
        ("Spanish", "12 de marzo de 2019"),
    ):
        dated = with_column("remark", [cell] * len(ROWS))
        yield refused(f"a date in {what}", dated, (2, "remark", "looks like a date"))
    numbers = [f"\u0664\u0664\u0667{row[0][1:]}\u0661\u0661" for row in ROWS]
    mixed = text([number, *row[1:]] for number, row in zip(numbers, ROWS, strict=True))
    yield refused("record numbers in another script", mixed, (2, "patient_id", "a medical record number"))


def _gaps() -> Iterator[Case]:
    """Yield days between the scans."""
    days = [str(3 * place) for place in range(1, 9) for _ in range(2)]
    limited = "[gap]\ndays = 12\n"
    left = "4 patients with scans more than 12 days apart: left out."
    yield accepted("scans too far apart", with_column("scan_gap_days", days), left, plan=limited, table=(2, 2, 0, 0))
    beyond = [(line, "scan_gap_days", "days apart") for line in (10, 12, 14, 16)]
    content = with_column("scan_gap_days", days)
    yield refused("scans too far apart, refused", content, *beyond, plan=f'{limited}beyond = "refuse"\n')
    kept = left.replace("left out", "kept")
    yield accepted("scans too far apart, kept", content, kept, plan=f'{limited}beyond = "keep"\n')
    yield accepted("days without a limit", with_column("scan_gap_days", days), "the plan has no limit")
    yield refused("a limit without days", text(), (None, "", "there is no column 'scan_gap_days'"), plan=limited)
    for cell, words in (("-1", "is below 0"), ("1.5", "is not a number of days"), ("43101", "more than ten years")):
        cells = [cell, cell, *days[2:]]
        place = (2, "scan_gap_days", words)
        yield refused(f"{cell} days", with_column("scan_gap_days", cells), place, plan=limited)
