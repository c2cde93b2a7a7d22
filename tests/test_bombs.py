"""Files made to exhaust the machine, or to run a program, are refused within a second and 150 MiB."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS, MOST_MEMORY = 1.0, 150 << 20
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
BOOK = (
    '<?xml version="1.0"?>{}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
ENTITIES = "<!DOCTYPE x [{}]>"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 50}">' for n in range(10))
HEADER = "patient_id,modality,result\n"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        for name, content in members:
            file.writestr(name, content)
    return packed.getvalue()


def book(content):
    return zipped([("[Content_Types].xml", TYPES), ("xl/workbook.xml", content)])


def nested():
    inner = zipped([("x", bytes(10 << 20))])
    for _ in range(3):
        inner = zipped([(f"{number}.zip", inner) for number in range(10)])
    return inner


def raw(text):
    return text.encode()


class Runs:
    """What writes a file when it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch ran",)


BOMBS = {
    "zeros.xlsx": lambda: zipped([("xl/worksheets/sheet1.xml", bytes(300 << 20))]),
    "ratio.xlsx": lambda: zipped(
        [("xl/workbook.xml", BOOK.format("", "a")), ("xl/worksheets/sheet1.xml", bytes(50 << 20))]
    ),
    "members.xlsx": lambda: zipped([(f"m{number}", "") for number in range(2001)]),
    "nested.xlsx": nested,
    "laughs.xlsx": lambda: book(BOOK.format(ENTITIES.format(LAUGHS), "&a9;")),
    "external.xlsx": lambda: book(BOOK.format(ENTITIES.format('<!ENTITY x SYSTEM "file:///etc/passwd">'), "&x;")),
    "remote.xlsx": lambda: book(BOOK.format('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "a")),
    "twice.xlsx": lambda: zipped([("a", "1"), ("b", "2")]).replace(b"b", b"a"),
    "cut.xlsx": lambda: zipped([("a", "1" * 9999)])[:-30],
    "random.xlsx": lambda: b"PK\x03\x04" + bytes(range(256)) * 400,
    "protected.xlsx": lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") * 9,
    "cell.csv": lambda: raw(HEADER + '"' + "x" * (40 << 20)),
    "line.csv": lambda: raw(HEADER + "," * (40 << 20)),
    "columns.csv": lambda: b"," * 2_000_000 + b"\n",
    "problems.csv": lambda: raw(HEADER + "x,y,z\n" * 300_000),
    "nul.csv": lambda: bytes(40 << 20),
    "returns.csv": lambda: HEADER.encode() + b"\r" * (1 << 20),
    "names.csv": lambda: raw(HEADER + "".join(f"P{n},T{n},positive\n" for n in range(6000))),
    "quotes.csv": lambda: raw(HEADER + '"' * 900_001),
    "deep.json": lambda: b"[" * 2_000_000,
    "number.json": lambda: b'{"a": ' + b"9" * 2_000_000 + b"}",
    "run.pkl": lambda: pickle.dumps(Runs()),
    "run.npy": lambda: pickle.dumps(Runs()),
    "run.csv": lambda: pickle.dumps(Runs()),
    "run.xlsx": lambda: pickle.dumps(Runs()),
}


# A small process in between: memory is counted from that of the process that starts another, and pytest's is large.
MEASURE = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-m", "psmatrial", *sys.argv[1:]], stdin=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(f"\\n{child.returncode} {used.ru_utime + used.ru_stime} {used.ru_maxrss << 10}")
"""


def measured(arguments, folder):
    """Run the program and return its exit code, CPU time, memory and what it said."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", MEASURE, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    code, seconds, memory = done.stdout.splitlines()[-1].split()
    return int(code), float(seconds), int(memory), done.stderr


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_second_and_150_mib(name, tmp_path):
    (tmp_path / name).write_bytes(BOMBS[name]())
    code, seconds, memory, said = measured(["check", name], tmp_path)
    assert code == 3, said
    assert name in said
    assert "Traceback" not in said
    assert len(said) < 20_000
    assert seconds < MOST_SECONDS
    assert memory < MOST_MEMORY
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "content",
    [
        "a = " + "[" * 100_000,
        "a = 1" + "0" * 200_000,
        "x." * 50_000 + "y = 1",
        "\n".join(f"k{n} = 1" for n in range(50_000)),
    ],
)
def test_a_plan_can_be_a_bomb_as_well(content, tmp_path):
    (tmp_path / "plan.toml").write_text(content)
    (tmp_path / "reads.csv").write_text(HEADER + "P,PSMA,positive\nP,Axumin,negative\n")
    code, seconds, memory, said = measured(["check", "reads.csv", "--plan", "plan.toml"], tmp_path)
    assert code == 2, said[:500]
    assert "Traceback" not in said
    assert seconds < 2 * MOST_SECONDS
    assert memory < MOST_MEMORY
