"""`serve`: the web pages, by a production server."""

from __future__ import annotations

import signal
from contextlib import nullcontext
from types import FrameType

import click
from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from precursors.agencies.people import nobody_yet
from precursors.app.doctor import ADDRESS_DO, ADDRESS_LEFT, is_here
from precursors.app.journal import write_journal
from precursors.app.web import create_app
from precursors.cli.place import place
from precursors.cli.worker import command_beside
from precursors.jobs.beside import beside

FIRST = "precursors users add NAME --agency CODE --role administrator"


@click.command("serve")
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Port to listen on.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, help="Requests answered at once.")
@click.option("--worker/--no-worker", default=True, help="Whether one worker process runs beside the server.")
def serve(host: str, port: int, threads: int, worker: bool) -> None:
    """Serve the web pages. Anywhere but on this machine it refuses to start while there are no users.

    Example: precursors serve --port 8080
    """
    write_journal()
    with place() as here:
        with here.database.read() as session:
            empty = nobody_yet(session)
        if empty and not is_here(host):
            raise click.ClickException(
                f"there are no users yet, so {host}, which is open to others, is not served; add the first one: {FIRST}"
            )
        if empty:
            click.echo(f"nobody can sign in yet; add the first person: {FIRST}", err=True)
        if not is_here(host) and here.settings.origins.get("PUBLIC_URL") == "default":
            click.echo(f"{ADDRESS_LEFT.format(here.settings.public_url)} {ADDRESS_DO}", err=True)
        app = create_app(here.settings, here.database)
        server = _listening(app, host, port, threads)
        click.echo(f"http://{host}:{port}/", err=True)
        signal.signal(signal.SIGTERM, _end)
        with beside(command_beside()) if worker else nullcontext():
            server.run()


def _listening(app: Flask, host: str, port: int, threads: int) -> BaseWSGIServer | MultiSocketServer:
    """The server, bound to its address; or one line and exit code 2 where it cannot be."""
    # The server would otherwise lay bodies of any length on the disk before the application sees one.
    most = app.config["MAX_CONTENT_LENGTH"]
    try:
        return create_server(app, host=host, port=port, threads=threads, ident=None, max_request_body_size=most)
    except ValueError:
        wrong = f"{host!r} is no address of this machine; expected one such as 127.0.0.1"
    except OSError as refused:
        wrong = f"{host}:{port} cannot be listened on: {refused.strerror or refused}"
    raise click.ClickException(wrong)


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End as an interrupt from the terminal would: requests under way are answered first."""
    raise SystemExit(0)
