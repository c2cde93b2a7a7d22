"""Every method: formula, reference, when to prefer it, known weakness."""

from __future__ import annotations

import click

from psmatrial.commands import _options as options


@click.command(
    epilog="""\b
Examples:
  psmatrial methods
  psmatrial methods rate-difference
"""
)
@click.argument("quantity", required=False)
@options.as_json
@options.quiet_beside_answer
def command(quantity: str | None, *, as_json: bool, quiet: bool) -> None:
    """Every method with its formula, its reference, when to prefer it and its known weakness."""
    from psmatrial.analysis.catalogue import entries
    from psmatrial.analysis.results import json_text
    from psmatrial.displays.terminal import catalogue_text

    found = entries(quantity)
    if as_json:
        click.echo(json_text({"schema": 1, "methods": found}), nl=False)
    else:
        click.echo(catalogue_text(found))
