"""The figures of a trial or a report, in the formats that journals take."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import click

from psmatrial.commands import _options as options
from psmatrial.errors import OutputError, UsageError, choices

WIDTH = 80


@click.command(
    epilog="""\b
Examples:
  psmatrial figures --list
  psmatrial figures my-reads.csv -o figures
  psmatrial figures reports/calais2019 forest tile --format svg,pdf,png
"""
)
@click.argument("source", metavar="INPUT|REPORT", required=False, type=click.Path(path_type=Path))
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the figures there are.")
@options.plan_file
@options.index
@options.comparator
@options.column
@options.drop_identifiers
@options.level
@click.option("-o", "--output", metavar="DIR", default="figures", show_default=True, help="Where the files go.")
@click.option("--format", "formats", default="svg", show_default=True, metavar="FORMAT,...", help="svg, pdf, png.")
@options.quiet
def command(
    source: Path | None, *, names: tuple[str, ...], listing: bool, output: str, formats: str, quiet: bool, **given: Any
) -> None:
    """Draw figures from a file of readings, or again from a report's saved results.

    Without names, every figure that the results have something for.
    """
    from psmatrial.menu import Menu

    menu = Menu("displays/figures", "figure")
    if listing:
        for name in menu.names():
            lines = textwrap.wrap(f"{name:24}{menu.line(name)}", WIDTH, subsequent_indent=" " * 24)
            click.echo("\n".join(lines))
        return
    if source is None:
        raise UsageError("figures takes an INPUT or a REPORT.", "Try: psmatrial figures my-reads.csv")
    from psmatrial.displays.svg import FORMATS

    wanted = [word.strip() for word in formats.split(",") if word.strip()]
    for word in wanted:
        if word not in FORMATS:
            raise UsageError(f"there is no figure format {word!r}.", choices(word, FORMATS))
    if not wanted:
        raise UsageError("--format names no format.", f"Accepted: {', '.join(FORMATS)}.")
    modules = {name: menu.load(name) for name in names or menu.names()}
    results = _results(source, given, quiet=quiet)
    made = {name: figure for name, module in modules.items() if (figure := module.figure(results)) is not None}
    if absent := [name for name in names if name not in made]:
        raise UsageError(f"these results have nothing for {', '.join(absent)}.", f"They have: {', '.join(made)}.")
    _save(made, wanted, Path(output), quiet=quiet)


def _results(source: Path, given: dict[str, Any], *, quiet: bool) -> Any:
    """Return the results of a report, or those of a file of readings."""
    from psmatrial.analysis.results import loaded

    if source.is_dir() or source.suffix.lower() == ".json":
        return loaded(source)
    from psmatrial.analysis.run import compare
    from psmatrial.commands._plan import planned

    results = compare(source, planned(given))
    options.warn(results.provenance["warnings"], silent=quiet)
    return results


def _save(figures: dict[str, Any], formats: list[str], folder: Path, *, quiet: bool) -> None:
    """Write each figure in each format."""
    from psmatrial.displays.style import Style
    from psmatrial.displays.svg import file_bytes, file_svg

    files = {
        folder / f"{name}.{word}": file_svg(figure.draw(Style())).encode()
        if word == "svg"
        else file_bytes(figure.draw(Style()), word)
        for name, figure in figures.items()
        for word in formats
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            path.write_bytes(content)
            if not quiet:
                click.echo(str(path))
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.", "Give another folder with -o.") from None
