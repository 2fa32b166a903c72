"""How a command that was wrong ends: one line on stderr, with --json one document on stdout, exit code 2."""

from __future__ import annotations

import json
from typing import NoReturn

import click


class Refusal(click.ClickException):
    """A command that was wrong for a reason with a code of its own."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def fail(message: str, *, as_json: bool, code: str = "command.usage") -> NoReturn:
    """End the command. The document is `{"code", "message"}`; codes are permanent."""
    click.echo(f"precursors: {' '.join(message.split())}", err=True)
    if as_json:
        click.echo(json.dumps({"code": code, "message": message}, ensure_ascii=False))
    raise SystemExit(2)
