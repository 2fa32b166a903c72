"""`worker`: the process that does long work."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

import click

from precursors.app.editions import keep_editions
from precursors.app.journal import write_journal
from precursors.app.work import worker as worker_of
from precursors.cli.place import place


def command_beside() -> list[str]:
    """The command line of a worker that ends with the process that starts it."""
    return [sys.executable, "-m", "precursors.cli.main", "worker", "--parent", str(os.getpid())]


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what waits now, then end.")
@click.option("--parent", type=int, hidden=True, help="End when this process is no longer the parent.")
def command(once: bool, parent: int | None) -> None:
    """Do long work: check and record uploads. One runs beside `serve` already; more may run anywhere.

    Example: precursors worker
    """
    write_journal()
    with place() as here:
        keep_editions(here.database, here.store)
        worker = worker_of(here.settings, here.database)
        if once:
            while worker.once():
                pass
            return

        def stop(_signal: int, _frame: FrameType | None) -> None:
            worker.stop.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        worker.loop(lambda: parent is None or os.getppid() == parent)
