"""What figures share that are drawn from further keys of the results: the mark of illustration, keys of both tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psmatrial.analysis.determined import determined
from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.figures._rows import Names, sentence
from psmatrial.displays.lettering import step, wrapped
from psmatrial.displays.style import Paint, Style

TINT = 0.16
SWATCH = 3.4
AFTER = 1.6


def illustration(results: Results, key: str) -> str:
    """Return the sentence that a rebuilt study's figure must carry; empty where the publication determines the data.

    ``key`` is the name of what the figure shows, as a row's id is of a number: the plan may list it as determined.
    """
    origin = results.plan.get("origin") or {}
    if origin.get("kind") != "rebuilt" or determined(key, tuple(origin.get("determined") or ())):
        return ""
    return f"{sentence(ILLUSTRATION)}."


def patients(n: int) -> str:
    """Return a number of patients in words.

    Examples
    --------
    >>> patients(1), patients(50)
    ('1 patient', '50 patients')
    """
    return f"{n} patient" if n == 1 else f"{n} patients"


def left_out_words(left_out: Iterable[Mapping[str, Any]]) -> str:
    """Say who is not in a figure and why; empty where everybody is.

    Examples
    --------
    >>> left_out_words([{"reason": "without a PSA", "n": 3}])
    'Left out: 3 without a PSA.'
    """
    parts = [f"{item['n']} {item['reason']}" for item in left_out]
    return f"Left out: {', '.join(parts)}." if parts else ""


def key_lines(tests: Names, width: float, style: Style, most: int = 5) -> list[list[str]]:
    """Return the names of both tests as the lines of a key of a width in mm."""
    inside = width - (SWATCH + AFTER) * style.scale
    return [wrapped(name, inside, style.heading, most) for name in (tests.index, tests.comparator)]


def draw_key(canvas: Canvas, place: Point, lines: list[list[str]]) -> float:
    """Draw a filled and an outlined swatch with the names of the tests, one under the other; return their foot."""
    style, apart = canvas.style, step(canvas.style.size)
    left, top = place
    size = SWATCH * style.scale
    paints = (Paint(style.index), Paint(style.comparator, style.comparator, TINT))
    for words, paint in zip(lines, paints, strict=True):
        tall = max(len(words) * apart, size)
        canvas.boxes([(left + 0.2, top + apart / 2 - size * 0.35, size, size * 0.7)], paint, "key")
        canvas.lines((left + size + AFTER * style.scale, top + len(words) * apart / 2), words, style.heading)
        top += tall + 0.8 * style.scale
    return top
