"""The pictures of the page: where an interval holds its level, what it costs, and the error of the tests."""

from __future__ import annotations

from io import BytesIO
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from operating.numbers import (
    DISCORDANCE,
    LEVEL,
    SIZES,
    TRIAL_SIZE,
    Summary,
    error_curve,
    labels,
    methods,
    rate_curve,
    summary,
)
from psmatrial.displays.style import Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOOK = Style()
DOTS = 150
# Dots have as many colours as they need, which makes a picture a third as large.
FEW, MANY = 20, 64
SHORTEST = 85.0
# From the lowest coverage in a class on: fill, ink and words. Numbers in the cells say the same without colour.
CLASSES = (
    (0.95, "#cfe3f1", "#000000", "95% or more"),
    (0.94, "#ffffff", "#000000", "94 to 95%"),
    (0.90, "#f6c89f", "#000000", "90 to 94%"),
    (0.0, "#a03c00", "#ffffff", "below 90%"),
)
# Okabe and Ito's colours, each with a pattern of its own.
LINES: dict[str, tuple[str, Any]] = {
    "exact": ("#000000", "-"),
    "corrected": ("#999999", (0, (1, 1))),
    "mid-p": ("#0072B2", "-"),
    "asymptotic": ("#D55E00", "-"),
    "exact-unconditional": ("#009E73", (0, (5, 1.5))),
    "berger-boos": ("#CC79A7", (0, (2, 1))),
}
SHOWN_ERRORS = (20, 50, 200)
CELLS = ("operating-rate-difference", "operating-rate-ratio", "operating-odds-ratio")


def draw(folder: Path) -> None:
    """Write every picture into a folder."""
    folder.mkdir(exist_ok=True)
    pictures = {
        "operating-tests": errors,
        "operating-rate-difference": lambda: where("rate-difference", columns=4),
        "operating-price": price,
        "operating-rate-ratio": lambda: where("rate-ratio", columns=3),
        "operating-odds-ratio": lambda: where("odds-ratio", columns=3),
        "operating-rates": rates,
    }
    with settings():
        for name, picture in pictures.items():
            _save(picture(), folder / f"{name}.png", FEW if name in CELLS else MANY)


def _save(figure: Figure, path: Path, colours: int) -> None:
    """Write a picture in so many colours."""
    from PIL import Image

    dots = BytesIO()
    figure.savefig(dots, dpi=DOTS)
    with Image.open(dots) as image:
        image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True, dpi=(DOTS, DOTS))


def _figure(height: float) -> Figure:
    """Return an empty sheet as wide as two columns of a page, with a height in mm."""
    from matplotlib.figure import Figure

    return Figure((LOOK.width / 25.4, height / 25.4), facecolor=LOOK.paper, layout="constrained")


def _bare(axes: Any) -> None:
    """Leave of the frame what is needed."""
    axes.tick_params(labelsize=LOOK.size - 1, colors=LOOK.muted, length=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LOOK.rule)


def where(quantity: str, columns: int) -> Figure:
    """Return, for every method, the lowest coverage at each number of patients and each discordance."""
    from matplotlib.patches import Patch

    names = labels(quantity)
    rows = -(-len(names) // columns)
    figure = _figure(8.0 + 43.0 * rows)
    grid = figure.subplots(rows, columns, squeeze=False)
    for place, axes in enumerate(grid.flat):
        if place >= len(names):
            axes.set_axis_off()
            continue
        method = list(names)[place]
        _cells(axes, quantity, method)
        axes.set_title(method, fontsize=LOOK.size, loc="left", color=LOOK.ink, pad=3)
    figure.supxlabel("discordant patients, %", fontsize=LOOK.size, color=LOOK.muted)
    figure.supylabel("patients", fontsize=LOOK.size, color=LOOK.muted)
    keys = [Patch(facecolor=fill, edgecolor=LOOK.rule, label=words) for _, fill, _, words in CLASSES]
    figure.legend(
        handles=keys,
        loc="outside upper left",
        ncols=4,
        frameon=False,
        fontsize=LOOK.size,
        title_fontsize=LOOK.size,
        title="Lowest coverage, whole percent, rounded down",
        alignment="left",
    )
    return figure


def _cells(axes: Any, quantity: str, method: str) -> None:
    """Fill one panel: a row for each number of patients, a column for each discordance."""
    from matplotlib.patches import Rectangle

    for row, n in enumerate(SIZES):
        for column, discordance in enumerate(DISCORDANCE):
            found = summary(quantity, method, n, discordance)
            if found is None:
                axes.text(column + 0.5, row + 0.5, "–", ha="center", va="center", fontsize=6.5, color=LOOK.muted)
                continue
            _, fill, ink, _ = next(kind for kind in CLASSES if found.lowest >= kind[0])
            box = Rectangle((column, row), 1, 1, facecolor=fill, edgecolor=LOOK.rule, linewidth=0.4, clip_on=False)
            axes.add_patch(box)
            words = f"{floor(100.0 * found.lowest + 1e-9)}"
            axes.text(column + 0.5, row + 0.5, words, ha="center", va="center_baseline", fontsize=6.5, color=ink)
    axes.set(xlim=(0, len(DISCORDANCE)), ylim=(len(SIZES), 0))
    axes.set_xticks([place + 0.5 for place in range(len(DISCORDANCE))], [f"{100 * share:.0f}" for share in DISCORDANCE])
    axes.set_yticks([place + 0.5 for place in range(len(SIZES))], [str(n) for n in SIZES])
    axes.tick_params(labelsize=LOOK.size - 1, colors=LOOK.muted, length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def price() -> Figure:
    """Return coverage beside width of every interval of the difference, with as many patients as in the trial."""
    found = {name: summary("rate-difference", name, TRIAL_SIZE) for name in methods("rate-difference")}
    known = {name: item for name, item in found.items() if item is not None}
    order = sorted(known, key=lambda name: -known[name].width)
    figure = _figure(72.0)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for place, name in enumerate(order):
        _coverage(left, place, known[name])
        right.barh(place, 100 * known[name].width, height=0.55, color=LOOK.rule)
        right.text(100 * known[name].width + 0.3, place, f"{100 * known[name].width:.1f}", va="center", fontsize=7)
    left.axvline(100 * LEVEL, color=LOOK.ink, linewidth=0.7)
    left.set_yticks(range(len(order)), order)
    left.set_xlim(SHORTEST, 100.5)
    left.set_xlabel("coverage, %: lowest (open) and mean (filled)", fontsize=LOOK.size, color=LOOK.muted)
    right.set_xlabel("mean width, points", fontsize=LOOK.size, color=LOOK.muted)
    right.set_xlim(0, 35)
    for axes in (left, right):
        _bare(axes)
    right.tick_params(left=False, labelleft=False)
    left.tick_params(axis="y", labelsize=LOOK.size, colors=LOOK.ink, length=0)
    return figure


def _coverage(axes: Any, place: int, found: Summary) -> None:
    """Draw lowest and mean coverage on one line; an arrow where the lowest is off the scale."""
    colour = LOOK.index if found.kept else LOOK.comparator
    lowest, mean = 100 * found.lowest, 100 * found.mean
    axes.plot([max(lowest, SHORTEST), mean], [place, place], color=colour, linewidth=LOOK.line, zorder=2)
    axes.plot([mean], [place], "o", color=colour, markersize=4.5, zorder=3)
    if lowest >= SHORTEST:
        axes.plot([lowest], [place], "o", markerfacecolor=LOOK.paper, markeredgecolor=colour, markersize=4.5, zorder=3)
    else:
        axes.text(SHORTEST + 0.15, place + 0.36, f"lowest {floor(10 * lowest) / 10:.1f}", fontsize=6.5, va="center")


def errors() -> Figure:
    """Return how often equal tests are rejected, against the discordance, for some numbers of patients."""
    figure = _figure(72.0)
    grid = figure.subplots(1, len(SHOWN_ERRORS), sharey=True)
    for axes, n in zip(grid, SHOWN_ERRORS, strict=True):
        for name, (colour, pattern) in LINES.items():
            places, values = zip(*error_curve(name, n), strict=True)
            width = 1.8 if name == "corrected" else 1.1
            percent = [100 * value for value in values]
            axes.plot([100 * p for p in places], percent, color=colour, linestyle=pattern, linewidth=width, label=name)
        axes.axhline(100 * (1 - LEVEL), color=LOOK.muted, linewidth=0.7)
        axes.set_title(f"{n} patients", fontsize=LOOK.size, loc="left", color=LOOK.ink)
        axes.set(xlim=(0, 100), ylim=(0, 7))
        axes.set_xlabel("discordant, %", fontsize=LOOK.size, color=LOOK.muted)
        _bare(axes)
    grid[0].set_ylabel("equal tests rejected, %", fontsize=LOOK.size, color=LOOK.muted)
    handles, words = grid[0].get_legend_handles_labels()
    figure.legend(
        handles,
        words,
        loc="outside upper left",
        ncols=6,
        frameon=False,
        fontsize=LOOK.size,
        handlelength=2.6,
        columnspacing=1.3,
    )
    return figure


def rates() -> Figure:
    """Return the coverage of every interval of a rate against the rate, with as many patients as in the trial."""
    names = methods("index-rate")
    figure = _figure(88.0)
    grid = figure.subplots(2, 4, sharex=True, sharey=True)
    for axes, name in zip(grid.flat, names, strict=True):
        places, values = zip(*rate_curve(name), strict=True)
        axes.plot([100 * p for p in places], [100 * value for value in values], color=LOOK.index, linewidth=0.7)
        axes.axhline(100 * LEVEL, color=LOOK.comparator, linewidth=0.8)
        axes.set_title(name, fontsize=LOOK.size, loc="left", color=LOOK.ink)
        axes.set(xlim=(0, 100), ylim=(85, 100.3))
        _bare(axes)
    for axes in grid[-1]:
        axes.set_xlabel("true rate, %", fontsize=LOOK.size, color=LOOK.muted)
    for axes in grid[:, 0]:
        axes.set_ylabel("coverage, %", fontsize=LOOK.size, color=LOOK.muted)
    return figure
