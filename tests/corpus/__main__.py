"""Write every input of the corpus into a folder, one folder each: ``python -m tests.corpus FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.corpus.all import CASES

for number, case in enumerate(CASES, start=1):
    place = Path(sys.argv[1]) / f"{number:03}"
    place.mkdir(parents=True)
    case.write(place)
    (place / "name.txt").write_text(f"{case.name}\n", encoding="utf-8")
