"""Files whose rows and columns are not as they should be."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

from tests.corpus.case import HEADER, NAMES, ROWS, Case, accepted, refused, text, with_column

BASE = text()
LINES = BASE.splitlines()
SEPARATORS = {"semicolon": ";", "tab": "\t", "pipe": "|"}
# Where each patient's PSA is first read once 0.35 has become 1,350 and the other points commas.
COMMAS = [
    (line, "psa", "has a thousands mark or a decimal comma" if line == 4 else "has a decimal comma")
    for line in (2, 4, 6, 8, 10, 12)
]
FOREIGN = {
    "zip": (b"PK\x03\x04rest of it", "a zip archive or an Excel workbook"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
    "gzip": (gzip.compress(BASE.encode(), mtime=0), "a gzip archive"),
    "pdf": (b"%PDF-1.7\n", "a PDF"),
    "parquet": (b"PAR1....PAR1", "a Parquet file"),
}
CODE = ("pkl", "pickle", "npy", "npz", "joblib", "feather", "rds", "rdata", "rda", "pt", "mat")


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _shapes()
    yield from _columns()
    yield from _rows()
    yield from _files()


def _shapes() -> Iterator[Case]:
    """Yield the dialects in which the same table may come."""
    yield accepted("as it should be", BASE)
    yield accepted("lines end with CR LF", text(end="\r\n"))
    yield accepted("no line end at the end", BASE.rstrip("\n"))
    yield accepted("blank lines at the end", BASE + "\n\n\n")
    yield accepted("blank lines between", BASE.replace("\n", "\n\n"))
    yield accepted("blank lines before", "\n\n" + BASE)
    yield accepted("every cell in quotes", "\n".join(",".join(f'"{c}"' for c in line.split(",")) for line in LINES))
    for name, sign in SEPARATORS.items():
        yield accepted(f"separated by {name}", BASE.replace(",", sign))
        yield accepted(f"sep= line with {name}", f"sep={sign}\n" + BASE.replace(",", sign))
        decimal = BASE.replace(",", sign).replace(".", ",")
        yield accepted(f"declared decimal comma and {name}", decimal, plan='[input]\ndecimal = ","\n')
        yield accepted(f"certain decimal comma and {name}", decimal, "the numbers have a decimal comma")
        thousands = decimal.replace("0,35", "1,350")
        yield refused(f"a comma that could mark thousands and {name}", thousands, *COMMAS)
        yield accepted(f"declared comma before three digits and {name}", thousands, plan='[input]\ndecimal = ","\n')
    quoted = text([(*row[:-1], f'"{row[-1]}"'.replace(".", ",")) for row in ROWS])
    yield accepted("quoted decimal comma", quoted, "the numbers have a decimal comma")
    yield accepted("named tsv", BASE.replace(",", "\t"), file="reads.tsv")
    yield accepted("name in capitals", BASE, file="READS.CSV")
    yield accepted("spaces around cells", BASE.replace(",", " , "))
    yield accepted("columns in another order", text([row[::-1] for row in ROWS], ",".join(NAMES[::-1])))
    yield accepted("rows in another order", text(sorted(ROWS, key=lambda row: (row[2], row[4], row[0]))))
    yield accepted("a cell with a line end", with_column("site", ['"a\nb"', *["x"] * 15]))
    yield accepted("a cell with quotation marks", with_column("site", ['"a ""b"" c"', *["x"] * 15]))
    yield refused("sep= with a sign that is none", "sep=!\n" + BASE, (1, "", "the first line says that '!' separates"))
    yield refused("two signs that both fit", BASE.replace(",result,psa", ";result;psa"), (1, "", "could be separated"))
    yield refused("quoted lines", "\n".join(f'"{line}"' for line in LINES), (1, "", "one column only"))


def _columns() -> Iterator[Case]:
    """Yield what can be wrong with the line of column names."""
    for name in ("patient_id", "modality", "result"):
        kept = [place for place, column in enumerate(NAMES) if column != name]
        rows = [[row[place] for place in kept] for row in ROWS]
        header = ",".join(NAMES[place] for place in kept)
        yield refused(f"no column {name}", text(rows, header), (1, "", f"there is no column '{name}'."))
    for name, words in (("reader", "one reader"), ("region", "whole patient"), ("psa", "no PSA strata")):
        kept = [place for place, column in enumerate(NAMES) if column != name]
        rows = [[row[place] for place in kept] for row in ROWS]
        yield accepted(f"no column {name}", text(rows, ",".join(NAMES[place] for place in kept)), words)
    for name in NAMES:
        yield refused(f"{name} twice", BASE.replace("psa\n", f"psa,{name}\n", 1), (1, "", "are both named"))
        yield accepted(f"{name} in capitals", BASE.replace(name, name.upper(), 1), f"is taken for '{name}'")
    misspelt = {"patient_id": "pateint_id", "modality": "modalty", "result": "reslut"}
    for name, word in misspelt.items():
        yield refused(f"{name} misspelt", BASE.replace(name, word, 1), (1, "", f"Did you mean '{word}'?"))
    yield accepted("psa misspelt", BASE.replace("psa", "pssa", 1), "If 'pssa' is it")
    yield accepted("signs between words", BASE.replace("patient_id", "Patient ID", 1), "is taken for 'patient_id'")
    yield accepted("spaces around names", BASE.replace(",", " , ", 5))
    yield refused("a blank name", BASE.replace("psa\n", "psa,\n", 1), (1, "", "column 7 has no name"))
    yield refused("a title line", f"My study\n{BASE}", (1, "", "It looks like a title"))
    title = (1, "", "column names are blank")
    blanks = [(1, "", f"column {place} has no name") for place in range(2, 7)]
    yield refused("a title row", f"My study,,,,,\n{BASE}", *blanks, title)
    yield refused("no header", "\n".join(LINES[1:]), (1, "", "there is no column 'patient_id'"),
                  (1, "", "there is no column 'modality'"), (1, "", "there is no column 'result'"))  # fmt: skip
    wide = ",".join(f"c{number}" for number in range(10_001))
    yield refused("10,001 columns", f"{wide}\n", (1, "", "10001 columns are more than the 10000"))
    yield accepted("3,000 columns more", text(([*r, *["1"] * 3000] for r in ROWS),
                   ",".join([HEADER, *(f"c{number}" for number in range(3000))])))  # fmt: skip
    yield refused("an invisible character in a name", BASE.replace("psa", "p\u200bsa", 1), (1, "", "U+200B"))
    yield refused("modality and reader changed over", BASE.replace("reader,modality", "modality,reader", 1),
                  (None, "", "it is not clear which test"), code=2)  # fmt: skip


def _rows() -> Iterator[Case]:
    """Yield what can be wrong with rows."""
    yield refused("header twice", f"{BASE}{HEADER}\n", (18, "", "the line of column names is there again"))
    yield refused("header in the middle", "\n".join([*LINES[:5], HEADER, *LINES[5:]]), (6, "", "is there again"))
    yield refused("a short row", BASE.replace("R1,PSMA,bed,positive,0.3\n", "R1\n", 1), (2, "", "the row has 2 cells"))
    yield refused("a long row", BASE.replace("0.3\n", "0.3,x\n", 1), (2, "", "the row has 7 cells, the header has 6"))
    comma = BASE.replace("0.35", "0,35")
    split = "A decimal comma may have split a number"
    yield refused("unquoted decimal comma", comma, (4, "", split), (5, "", split))
    yield refused("a comma too many in every row", BASE.replace("bed", "bed,"),
                  *((line, "", "the row has 7 cells") for line in range(2, 18)))  # fmt: skip
    for word in ("Total", "mean", "Grand total", "Sum"):
        yield refused(f"a row of {word}", f"{BASE}{word},,,,,8\n", (18, "", "this looks like a row of totals"))
    yield accepted("rows without values", f"{BASE},,,,,\n , ,,,,\n", "2 rows without any value: left out.")
    yield refused("cut in a row", BASE[: BASE.rindex("negative")], (17, "", "the row has 5 cells"))
    yield refused("cut in quotes", BASE + 'P09,"R1,PSMA', (18, "", "a quotation mark that is opened"))
    yield refused("text after a quotation mark", BASE.replace("R1", '"R1"x', 1), (2, "", "has text between"))
    yield refused("the same row twice", f"{BASE}{LINES[1]}\n", (18, "result", "line 2 has the same result"))
    again = LINES[1].replace("positive", "negative")
    yield refused("contradictory rows", f"{BASE}{again}\n", (18, "result", "line 2 has another result, 'positive'"))
    yield accepted("one scan missing", "\n".join([*LINES[:2], *LINES[3:]]), table=(1, 3, 1, 2))
    yield refused("each test in other patients", text(r for r in ROWS if (r[0] > "P04") == (r[2] == "PSMA")),
                  (None, "", "no patient"))  # fmt: skip
    yield refused("one test only", text(row for row in ROWS if row[2] == "PSMA"), (None, "", "it is not clear"), code=2)
    yield refused("rows of one test and a plan of two", text(row for row in ROWS if row[2] == "PSMA"),
                  (None, "", "the file has no test 'fluciclovine'"), code=2,
                  plan='[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n')  # fmt: skip
    for name in ("overall", "whole-body", "Whole_Patient", "any - region"):
        twice = text([*ROWS, *([*row[:3], name, *row[4:]] for row in ROWS)])
        yield refused(f"{name} beside regions", twice, (18, "region", f"the region '{name}' stands beside 'bed'"))
    yield accepted("a second reader who is planned", BASE, "the planned reader 'R2' has no row",
                   plan='[reading]\nreaders = ["R1", "R2"]\n', table=(0, 0, 0, 0))  # fmt: skip
    yield refused("a reader who is not planned", BASE, (2, "reader", "'R1' is not a planned reader"),
                  (3, "reader", "'R1' is not a planned reader"), *[(n, "reader", "'R1'") for n in range(4, 18)],
                  plan='[reading]\nreaders = ["R3"]\n')  # fmt: skip


def _files() -> Iterator[Case]:
    """Yield what is no table of text at all."""
    yield refused("empty", b"", (None, "", "the file is empty"))
    yield refused("one byte", b"x", (1, "", "one column only"))
    yield refused("blank lines only", b"\n\n\n", (1, "", "blank lines only"))
    yield refused("header only", f"{HEADER}\n", (None, "", "a line of column names and no rows"))
    yield refused("header without line end", HEADER, (None, "", "a line of column names and no rows"))
    for name, (content, words) in FOREIGN.items():
        yield refused(f"{name} under the name of a text", content, (None, "", words))
    for ending in CODE:
        yield refused(f"a file that ends with {ending}", b"\x80\x04.", (None, "", "may run a program"),
                      file=f"reads.{ending}")  # fmt: skip
    for ending in ("docx", "html", "xls", "txt.exe"):
        yield refused(f"a file that ends with {ending}", BASE, (None, "", "are not read"), file=f"reads.{ending}")
    yield refused("a file without an ending", BASE, (None, "", "files without an ending"), file="reads")
    yield refused("a folder", b"", (None, "", "this is a folder"), make=Path.mkdir)
    yield refused("a pipe", b"", (None, "", "not a regular file"), make=os.mkfifo)
    yield refused("no file", b"", (None, "", "there is no such file"), make=lambda _: None)
    yield refused("a link to nothing", b"", (None, "", "there is no such file"),
                  make=lambda path: path.symlink_to("nowhere"))  # fmt: skip
    yield refused("a link to itself", b"", (None, "", "cannot be opened"), make=lambda path: path.symlink_to(path.name))
    absent = [(1, "", f"there is no column '{name}'") for name in ("patient_id", "modality", "result")]
    yield refused("a JSON text", '{"patient_id": ["P01"], "result": [1]}', *absent)
