"""One figure as files: its pictures, the numbers behind it, and its words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from psmatrial.analysis.results import PAIR, Results
from psmatrial.displays.display import Figure
from psmatrial.displays.lettering import pointed, printable
from psmatrial.displays.style import Style
from psmatrial.displays.svg import Words, file_bytes, file_svg
from psmatrial.displays.watermark import figure_of
from psmatrial.reports.formats.csv import cell

LONGEST = 60
# What a file's name may not have on some system.
UNSAFE = re.compile(r"[^\w.-]+")


def of_contrasts(modules: Mapping[str, Any], results: Results) -> dict[str, Figure]:
    """Return the figures that results have something for, by the names of their files.

    Parameters
    ----------
    modules
        Modules of ``displays/figures`` by their names.
    results
        What is drawn.

    Returns
    -------
    dict of str to Figure
        A figure of the first contrast under its name; behind it, where a further contrast gives another figure, that
        one under its name with ``-INDEX-vs-COMPARATOR``, and with the two tests in its title.

    Examples
    --------
    >>> of_contrasts({}, Results({}, {}, {}, {}, {}, ()))
    {}
    """
    made: dict[str, Figure] = {}
    views = [results.led_by(number) for number in range(1, len(results.plan.get("contrasts") or ()))]
    for name, module in modules.items():
        first = figure_of(module, results)
        if first is None:
            continue
        made[name] = first
        for number, view in enumerate(views, start=2):
            figure, pair = figure_of(module, view), view.plan["contrasts"][0]
            if figure is not None and (figure.data, figure.alt) != (first.data, first.alt):
                words = f"{pair['index']} against {pair['comparator']}"
                key = f"{name}-{'-vs-'.join(UNSAFE.sub('-', pair[test])[:LONGEST] for test in PAIR)}"
                key += f"-{number}" if key in made else ""
                title = figure.title if words in figure.title else f"{figure.title}: {words}"
                made[key] = replace(figure, name=key, title=title)
    return made


def figure_files(figure: Figure, style: Style, formats: Sequence[str], dots: int) -> dict[str, bytes]:
    """Return the files of a figure by their suffixes: each format, then ``csv`` and ``txt``.

    Parameters
    ----------
    figure
        What is shown.
    style
        How it looks, and how wide it is in mm.
    formats
        Of ``svg``, ``pdf``, ``png`` and ``tiff``.
    dots
        Dots an inch of ``png`` and ``tiff``.

    Returns
    -------
    dict of str to bytes
        The same from run to run; every picture says its title and what it shows.
    """
    words = Words(pointed(figure.title, style.point), pointed(figure.alt, style.point))
    made: dict[str, bytes] = {}
    for kind in formats:
        drawn = figure.draw(style)
        if kind == "svg":
            made[kind] = file_svg(drawn, words.title, words.alt, style.families).encode()
        else:
            made[kind] = file_bytes(drawn, kind, words, dots)
    return made | {"csv": data_csv(figure).encode(), "txt": pointed(words_text(figure), style.point).encode()}


def data_csv(figure: Figure) -> str:
    r"""Return the numbers behind a figure, in full precision, as a header and rows; what is absent is empty.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.

    Examples
    --------
    >>> from psmatrial.displays.display import Figure
    >>> data_csv(Figure("demo", "", "", "", lambda style: None, (("group", "rate"), ("=a", 0.5), ("b", None))))
    "group,rate\n'=a,0.5\nb,\n"
    """
    sink = io.StringIO()
    rows = [[cell(printable(value) if isinstance(value, str) else value) for value in row] for row in figure.data]
    csv.writer(sink, lineterminator="\n").writerows(rows)
    return sink.getvalue()


def words_text(figure: Figure) -> str:
    """Return title, caption and description of a figure, for the paper and for those who cannot see it.

    Examples
    --------
    >>> from psmatrial.displays.display import Figure
    >>> print(words_text(Figure("demo", "Title", "Caption.", "Words.", lambda style: None, ())), end="")
    Title
    <BLANKLINE>
    Caption.
    <BLANKLINE>
    Description: Words.
    """
    return f"{printable(figure.title)}\n\n{printable(figure.caption)}\n\nDescription: {printable(figure.alt)}\n"
