"""The command `precursors`: finds each command's file only when it is asked for, so that the cheap ones start fast."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

import click

from precursors.app.late import named
from precursors.cli.refusal import Refusal, fail

COMMANDS = {
    "agencies": ("precursors.cli.agencies:group", "Add and list agencies."),
    "backup": ("precursors.cli.backups:backup", "Write a verified copy of the whole registry."),
    "checkpoint": ("precursors.cli.proofs:checkpoint", "Sign the head of the log."),
    "config": ("precursors.cli.setup:config", "Print each setting and where it came from."),
    "demo": ("precursors.cli.demo:demo", "Build the demo country and take a workbook in."),
    "doctor": ("precursors.cli.setup:doctor", "Say what is missing or unsafe here."),
    "export": ("precursors.cli.exports:export", "Write records to a file that re-imports unchanged."),
    "figures": ("precursors.cli.figures:group", "Figures of rules: what holds for an agency, and set one."),
    "flags": ("precursors.cli.flags:group", "Run rules; list and explain flags; raise one by hand."),
    "formats": ("precursors.cli.formats:group", "Read and write file formats of single countries."),
    "identify": ("precursors.cli.identify:command", "Which substance a text names."),
    "import": ("precursors.cli.imports:command", "Take a workbook in."),
    "init": ("precursors.cli.setup:init", "Create or upgrade the registry."),
    "jobs": ("precursors.cli.jobs:group", "List, run, resume, stop long work."),
    "normalise": ("precursors.cli.normalise:normalise", "A stated quantity as kilograms of the substance."),
    "packages": ("precursors.cli.packages:group", "Exchange signed packages with other registries."),
    "proof": ("precursors.cli.proofs:proof", "The proof of one record."),
    "rank": ("precursors.cli.rank:group", "Put declarations in the order in which they are worth a look."),
    "report": ("precursors.cli.reports:command", "Make a report of a year."),
    "resolve": ("precursors.cli.corrections:resolve", "Choose what was unresolved in a record."),
    "restore": ("precursors.cli.backups:restore", "Bring a copy back and verify it."),
    "returns": ("precursors.cli.returns:group", "Expect returns of stock, write their workbooks."),
    "reverse": ("precursors.cli.corrections:reverse", "Undo an act by a new one."),
    "roles": ("precursors.cli.roles:group", "Give and withdraw roles; list who holds which."),
    "seed": ("precursors.cli.setup:seed", "Load new editions of seed data."),
    "serve": ("precursors.cli.serve:serve", "Serve the web pages."),
    "shares": ("precursors.cli.shares:group", "Show records to another agency, list that, end it."),
    "template": ("precursors.cli.exports:template", "An empty workbook to fill in."),
    "tokens": ("precursors.cli.tokens:group", "Make, list and withdraw tokens of the API."),
    "users": ("precursors.cli.users:group", "Add, list, reset and close people."),
    "verify": ("precursors.cli.proofs:verify", "Recompute everything that can be recomputed."),
    "verify-package": ("precursors.cli.proofs:verify_package", "Check a package without any database."),
    "verify-proof": ("precursors.cli.proofs:verify_proof", "Check a proof without any database."),
    "worker": ("precursors.cli.worker:command", "Do long work: check and record uploads."),
}


COLLECT_AFTER = 100_000
"""New objects after which the collector looks for circles. Loading modules alone makes it look a hundred times else."""


SAYS_WHY = ("precursors.app.setup:NotReady", "precursors.audit.checkpoint:BadNote")
"""What says what is wrong, whichever command it stops; its module is loaded only then."""


class Lazy(click.Group):
    """A group that imports a command's module when the command is run, not when the list is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command itself."""
        if cmd_name not in COMMANDS:
            return None
        gc.disable()
        try:
            found: click.Command = named(COMMANDS[cmd_name][0])
        finally:
            gc.freeze()  # modules stay: no circle will ever be found among them
            gc.enable()
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The list with one line each, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="precursors")
def group() -> None:
    """A registry that accounts for every kilogram of a drug precursor chemical."""


def main() -> NoReturn:
    """Run the command line: never a traceback, exit codes 0, 1 and 2 as documented."""
    wants_json = "--json" in sys.argv
    gc.set_threshold(COLLECT_AFTER)
    try:
        code = group.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.Abort:
        fail("interrupted", as_json=wants_json, code="command.interrupted")
    except click.ClickException as wrong:
        code = wrong.code if isinstance(wrong, Refusal) else "command.usage"
        fail(wrong.format_message(), as_json=wants_json, code=code)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        fail(f"{wrong.filename}: {reason}" if wrong.filename else reason, as_json=wants_json, code="system")
    except Exception as wrong:  # noqa: BLE001 - the last wall: a person gets a sentence, never a traceback
        if isinstance(wrong, tuple(map(named, SAYS_WHY))):
            fail(_line(wrong), as_json=wants_json, code="command.usage")
        fail(f"{type(wrong).__name__}: {_line(wrong)}", as_json=wants_json, code="internal")
    finally:
        gc.freeze()  # what is left goes with the process: nobody need look through it for circles
    raise SystemExit(code if isinstance(code, int) else 0)


def _line(wrong: Exception) -> str:
    lines = str(wrong).strip().splitlines()
    return lines[0] if lines else "no reason given"


if __name__ == "__main__":
    main()
