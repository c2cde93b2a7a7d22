"""The words of a PDF with the boxes that they fill, as poppler sees them."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """A word and its box in points, from the upper left corner of its page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: Word) -> bool:
        """Return whether two boxes share more than the space that is kept between lines and words."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > 0.35 * min(self.bottom - self.top, other.bottom - other.top)


@dataclass(frozen=True)
class Page:
    """A page with its words."""

    width: float
    height: float
    words: tuple[Word, ...]


def program(name: str) -> str:
    """Return the path of a program; without it no test of this folder is collected."""
    path = shutil.which(name)
    assert path is not None
    return path


def pages(path: Path) -> list[Page]:
    """Return the pages of a PDF with their words; what poppler cannot write as UTF-8 is replaced."""
    done = subprocess.run([program("pdftotext"), "-bbox", str(path), "-"], capture_output=True, check=True)
    found = []
    for width, height, body in PAGE.findall(done.stdout.decode(errors="replace")):
        words = [Word(*map(float, box), unescape(text)) for *box, text in WORD.findall(body) if text.strip()]
        found.append(Page(float(width), float(height), tuple(words)))
    return found
