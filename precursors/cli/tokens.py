"""`tokens add|list|withdraw`: how programs use the API in somebody's name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import click

from precursors.access.permissions import permitted
from precursors.agencies.people import person
from precursors.agencies.private_models import Token
from precursors.agencies.tokens import TokenDraft, add_token, tokens, withdraw_token
from precursors.cli.days import DAY
from precursors.cli.place import JSON, NUMBER, answer, place
from precursors.cli.refusal import fail
from precursors.cli.users import refuse
from precursors.problems import Problems, problem

USUAL = timedelta(days=90)
"""How long a token lasts when nobody says."""


@click.group("tokens")
def group() -> None:
    """Make, list and withdraw tokens of the API."""


@group.command("add")
@click.argument("name")
@click.option("--for", "purpose", required=True, help="What it is for.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="A permission such as shipments:read; repeatable."
)
@click.option("--until", type=DAY, default=None, help="Last day; 90 days from now otherwise.")
@JSON
def add_command(name: str, purpose: str, scopes: tuple[str, ...], until: datetime | None, as_json: bool) -> None:
    """Make a token in a person's name and print it, once.

    Example: precursors tokens add ines --for "nightly export" --scope shipments:read
    """
    if not purpose.strip():
        raise click.BadParameter("a text was expected: what the token is for", param_hint="--for")
    with place() as here:
        with here.database.read() as session:
            member = person(session, name)
        if member is None:
            refuse(here, Problems([problem("person.unknown", value=name)]), as_json=as_json)
        draft = TokenDraft(member.username, purpose, scopes, until.date() if until else here.today + USUAL)
        may = permitted(member.held(here.today))
        made = here.database.aside.write(lambda aside: add_token(aside, draft, may, here.today))
        if isinstance(made, Problems):
            refuse(here, made, as_json=as_json)
        document = {"id": made.id, "username": member.username, "token": made.text, "until": draft.until}
        answer(document, [made.text, f"token {made.id}, until {draft.until}; it is not shown again"], as_json=as_json)


@group.command("list")
@JSON
def list_command(as_json: bool) -> None:
    """List every token: whose, what for, until when, when last used.

    Example: precursors tokens list
    """
    with place() as here, here.database.aside.read() as aside:
        shown = [_shown(each) for each in tokens(aside)]
    lines = [f"{t['id']:>5} {t['username']:20} {t['until']} {t['for']}: {' '.join(t['scopes'])}" for t in shown]
    answer({"tokens": shown}, lines or ["no token yet"], as_json=as_json)


@group.command("withdraw")
@click.argument("number", type=NUMBER)
@JSON
def withdraw_command(number: int, as_json: bool) -> None:
    """Make a token worthless.

    Example: precursors tokens withdraw 3
    """
    with place() as here:
        if not here.database.aside.write(lambda aside: withdraw_token(aside, None, number)):
            fail(f"there is no token {number}", as_json=as_json, code="token.unknown")
        answer({"id": number, "withdrawn": True}, [f"token {number} is withdrawn"], as_json=as_json)


def _shown(token: Token) -> dict[str, Any]:
    dates = {"until": token.until, "made": token.made, "used": token.used}
    return {"id": token.id, "username": token.username, "for": token.name, "scopes": token.scopes.split()} | dates
