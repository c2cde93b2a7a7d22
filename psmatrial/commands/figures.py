"""The figures of a trial or a report, in the formats that journals take."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._record import read_record, whole_record
from psmatrial.commands._working import working
from psmatrial.errors import UsageError, choices

if TYPE_CHECKING:
    from psmatrial.displays.style import Style

WIDTH = 80
LEAST_DOTS, MOST_DOTS = 72, 1200
# Options that say how readings are compared, where they are not called as they are kept.
OF_READINGS = {"plan_path": "--plan", "columns": "--column", "drop_identifiers": "--drop-identifiers"}


@click.command(
    epilog="""\b
Examples:
  psmatrial figures --list
  psmatrial figures my-reads.csv -o figures
  psmatrial figures reports/calais2019 forest tile --format svg,pdf,png
  psmatrial figures reports/calais2019 --style lancet --format pdf,tiff
"""
)
@click.argument("source", metavar="INPUT|REPORT", required=False, type=options.PATH)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the figures and the styles there are.")
@options.plan_file
@options.index
@options.comparator
@options.column
@options.drop_identifiers
@options.level
@options.folder("Where the files go.", default="figures", show_default=True)
@click.option(
    "--format", "formats", default="svg", show_default=True, metavar="FORMAT,...", help="svg, pdf, png, tiff."
)
@click.option("--style", default="default", show_default=True, metavar="STYLE", help="What a journal asks for: --list.")
@click.option("--width", default="page", show_default=True, metavar="84mm", help="In mm, cm or in; or column or page.")
@click.option("--dpi", type=int, default=600, show_default=True, metavar="DPI", help="Dots an inch of png and tiff.")
@click.option("--dark", is_flag=True, help="Light ink on dark paper.")
@options.quiet
def command(
    source: Path | None,
    *,
    names: tuple[str, ...],
    listing: bool,
    output: str,
    formats: str,
    dpi: int,
    quiet: bool,
    **given: Any,
) -> None:
    """Draw figures from a file of readings, or again from a report's saved results.

    Without names, every figure that the results have something for. Beside the pictures of each stand the numbers
    behind it (NAME.csv) and its title, caption and description (NAME.txt). NAME shows the first contrast;
    NAME-INDEX-vs-COMPARATOR each further one of the plan.
    """
    from psmatrial.displays.missing_letters import letters_warning
    from psmatrial.displays.watermark import watermark
    from psmatrial.menu import Menu
    from psmatrial.reports.figure_files import of_contrasts

    menu = Menu("displays/figures", "figure")
    if listing:
        click.echo("\n".join([*_figures_listed(menu), *_styles_listed()]))
        return
    if source is None:
        raise UsageError("figures takes an INPUT or a REPORT.", "Try: psmatrial figures my-reads.csv")
    wanted = _formats(formats)
    style, least = _style(given.pop("style"), given.pop("width"), dark=given.pop("dark"))
    if not LEAST_DOTS <= dpi <= MOST_DOTS:
        raise UsageError(f"--dpi {dpi} is not from {LEAST_DOTS} to {MOST_DOTS}.", "Journals ask for 300 to 1000.")
    modules = {name: menu.load(name) for name in names or menu.names()}
    results = _results(source, given, quiet=quiet)
    with whole_record(source):
        made = of_contrasts(modules, results)
        options.warn([*filter(None, [watermark(results)])], silent=quiet)
        if absent := [name for name in names if name not in made]:
            there = [name for name in menu.names() if name in made or menu.load(name).figure(results) is not None]
            have = f"They have: {', '.join(there)}." if there else _none(results)
            raise UsageError(f"these results have nothing for {', '.join(absent)}.", have)
    if not made:
        options.warn([f"no figure was drawn. {_none(results)}"], silent=quiet)
        return
    if set(wanted) - {"svg"}:
        options.warn(letters_warning(results), silent=quiet)
    if dpi < least and {"png", "tiff"} & set(wanted):
        options.warn([f"--dpi {dpi} is less than the {least} that the style asks for."], silent=quiet)
    _save(made, wanted, Path(output), style, dpi, quiet=quiet)


def _none(results: Any) -> str:
    """Say that results have nothing that can be drawn, and why where counts are withheld."""
    from psmatrial.analysis.suppress import threshold

    below = threshold(results)
    return "They have none." if below is None else f"They have none: counts below {below} are withheld."


def _formats(text: str) -> list[str]:
    """Return the formats asked for, each known."""
    from psmatrial.displays.svg import FORMATS

    wanted = list(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    for word in wanted:
        if word not in FORMATS:
            raise UsageError(f"there is no figure format {word!r}.", choices(word, FORMATS))
    if not wanted:
        raise UsageError("--format names no format.", f"Accepted: {', '.join(FORMATS)}.")
    return wanted


def _style(name: str, width: str, *, dark: bool) -> tuple[Style, int]:
    """Return a style at a width, and the least dots an inch that it asks for."""
    from psmatrial.menu import Menu

    journal = Menu("displays/styles", "style").load(name).JOURNAL
    style = journal.at(width)
    return style.dark() if dark else style, journal.least_dots


def _figures_listed(menu: Any) -> list[str]:
    """Return the figures there are, a line each."""
    return [
        line
        for name in menu.names()
        for line in textwrap.wrap(f"{name:24}{menu.line(name)}", WIDTH, subsequent_indent=" " * 24)
    ]


def _styles_listed() -> list[str]:
    """Return the styles there are with their widths in mm and their letters in points."""
    from psmatrial.menu import Menu

    menu = Menu("displays/styles", "style")
    lines = [f"  {'--style':22}column   page  letters"]
    for name in menu.names():
        journal = menu.load(name).JOURNAL
        widths = f"{journal.column:>3g} mm {journal.style.width:>3g} mm"
        lines.append(f"  {name:22}{widths}   {journal.style.size:g} pt  {_letters(journal.style)}")
    return lines


def _letters(style: Style) -> str:
    """Return the fonts of a style, as a viewer of an SVG takes them."""
    return ", ".join([*style.families, style.font.replace("STIXGeneral", "STIX")])


def _results(source: Path, given: dict[str, Any], *, quiet: bool) -> Any:
    """Return the results of a report, or those of a file of readings."""
    if source.is_dir() or source.suffix.lower() == ".json":
        if said := [OF_READINGS.get(name, f"--{name}") for name, value in given.items() if value]:
            text = f"a report is drawn as it was computed, without {', '.join(said)}."
            raise UsageError(text, "Give the file of readings instead.")
        return read_record(source, silent=quiet)
    from psmatrial.analysis.run import compare
    from psmatrial.commands._plan import planned

    with working("checking and counting", silent=quiet):
        results = compare(source, planned(given))
    options.warn(results.provenance["warnings"], silent=quiet)
    return results


def _save(figures: dict[str, Any], formats: list[str], folder: Path, style: Style, dots: int, *, quiet: bool) -> None:
    """Write each figure in each format, the numbers behind it and its words."""
    from psmatrial.reports.figure_files import figure_files
    from psmatrial.reports.figure_folder import write

    with working("drawing", silent=quiet):
        files = {
            f"{name}.{suffix}": content
            for name, figure in figures.items()
            for suffix, content in figure_files(figure, style, formats, dots).items()
        }
    write(folder, files)
    if not quiet:
        click.echo("\n".join(str(folder / name) for name in files))
