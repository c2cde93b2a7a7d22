"""The command line: the one place where errors become words and exit codes."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TextIO

import click

import psmatrial
from psmatrial.errors import OutputError, PsmatrialError, choices
from psmatrial.menu import Menu
from psmatrial.stopping import heed, stop_if_asked

COMMANDS = Menu("commands", "command")
INTERRUPTED = 130


class Commands(click.Group):
    """A group whose commands are the files of a folder; only the one that runs is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands."""
        return COMMANDS.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command, or return None for a name that is none."""
        if cmd_name not in COMMANDS.names():
            return None
        command: click.Command = COMMANDS.load(cmd_name).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that a line begins with, or refuse it with the nearest name."""
        if args[0] not in COMMANDS.names():
            raise click.UsageError(f"there is no command {args[0]!r}. {choices(args[0], COMMANDS.names())}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands by the first line of their files, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS.line(name)) for name in COMMANDS.names()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(psmatrial.__version__, prog_name="psmatrial")
def group() -> None:
    """Compare two imaging tests done in the same patients: which one finds the disease?

    \b
    psmatrial compare --example              the shipped trial, to a full report
    psmatrial compare my-reads.csv           your own readings
    psmatrial table 9 19 4 18                every method for one 2x2 table
    """  # noqa: D400 - a question


def exit_code(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; problems go to standard error."""
    try:
        code = group.main(arguments, prog_name="psmatrial", standalone_mode=False)
        stop_if_asked()
    except PsmatrialError as error:
        for line in error.lines():
            click.echo(line, err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as end:
        # So click ends, and only so, when the reader of a document in bytes went away: that is no error.
        if end.code != 1:
            raise
        return 0
    except OSError as error:
        click.echo(f"the output cannot be written: {error.strerror or error}.", err=True)
        return OutputError.exit_code
    return code if isinstance(code, int) else 0


class _Unfailing:
    """A stream whose reader may go away: work and exit code do not depend on who listens."""

    def __init__(self, stream: TextIO, failures: type[OSError]) -> None:
        self.stream = stream
        self.failures = failures

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(self.failures):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Send what can be sent."""
        with suppress(self.failures):
            self.stream.flush()

    def __getattr__(self, name: str) -> Any:
        """Be the stream in everything else."""
        return getattr(self.stream, name)


def main() -> None:
    """Run the program."""
    heed()
    # Our matrices are small: threads that would share their work only take time to start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What it says of itself, such as a cache that it could not keep, is nothing that a user asked for.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    if isinstance(getattr(sys.stdout, "buffer", None), io.RawIOBase):
        # With PYTHONUNBUFFERED a full disk cuts off what is written in one piece, and nobody is told.
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(sys.stdout.buffer))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A stream that was closed before we began is None.
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open to the end
    sys.stderr = _Unfailing(sys.stderr, OSError)
    output = sys.stdout
    if output is not None:
        # A full disk is told; a reader who has seen enough (`| head`) is not.
        sys.stdout = _Unfailing(output, BrokenPipeError)
    code = exit_code()
    _let_go(output)
    sys.exit(code)


def _let_go(stream: TextIO | None) -> None:
    """Let a stream forget what it could not write, which was told, so that Python does not tell of it again."""
    if stream is None or stream.closed:
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
