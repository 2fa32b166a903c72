"""`users add|list|reset|close`: people, and the one-time links with which they set their password."""

from __future__ import annotations

from typing import Any, NoReturn

import click

from precursors.access.permissions import Role
from precursors.agencies.links import PATH, have_a_factor, invite, reset, shut, sign_ins
from precursors.agencies.people import Member, close, note_reset, people, person
from precursors.agencies.private_models import SignIn
from precursors.agencies.roles import Enrolment, enrol
from precursors.agencies.rules import LINK_LASTS
from precursors.cli.place import JSON, Place, actor, answer, place
from precursors.cli.refusal import fail
from precursors.problems import Problems, problem

LASTS = f"The link works once, for {LINK_LASTS.total_seconds() / 3600:.0f} hours."
ROLES = click.Choice([each.value for each in Role])


@click.group("users")
def group() -> None:
    """Add, list, reset and close people."""


@group.command("add")
@click.argument("name")
@click.option("--agency", required=True, metavar="CODE", help="The agency they act for.")
@click.option("--role", "roles", multiple=True, required=True, type=ROLES, help="A role; repeat it for several.")
@click.option("--name", "shown", default=None, help="Name to show, such as Inés Quispe.")
@JSON
def add_command(name: str, agency: str, roles: tuple[str, ...], shown: str | None, as_json: bool) -> None:
    """Add a person and print the one-time link with which they set their password.

    Example: precursors users add ines --agency DIGEMID --role inspector --name "Inés Quispe"
    """
    with place() as here:
        draft = Enrolment(name, agency, roles)
        made = here.database.write(lambda session: enrol(session, actor(None), draft, here.today, alone=True))
        if isinstance(made, Problems):
            refuse(here, made, as_json=as_json)
        code = here.database.aside.write(lambda aside: invite(aside, made.username, here.now, shown))
        document = {"username": made.username, "agency": made.agency, "roles": sorted(set(roles))}
        lines = [f"added {made.username} of {made.agency}: {', '.join(document['roles'])}", *_told(here, code)]
        answer(document | {"link": link(here, code)}, lines, as_json=as_json)


@group.command("list")
@JSON
def list_command(as_json: bool) -> None:
    """List everybody with their roles, whether they can sign in, and whether they have a second factor.

    Example: precursors users list
    """
    with place() as here:
        with here.database.read() as session:
            members = people(session)
        names = [each.username for each in members]
        with here.database.aside.read() as aside:
            known, strong = sign_ins(aside, names), have_a_factor(aside, names)
        shown = [_shown(here, each, known.get(each.username), each.username in strong) for each in members]
        lines = [_line(each) for each in shown] or ["nobody yet: precursors users add NAME --agency CODE --role ROLE"]
        answer({"users": shown}, lines, as_json=as_json)


@group.command("reset")
@click.argument("name")
@click.option("--factors", is_flag=True, help="Take authenticator app, passkeys and recovery codes away too.")
@JSON
def reset_command(name: str, factors: bool, as_json: bool) -> None:
    """Sign a person out everywhere, void their password and print a new one-time link.

    Example: precursors users reset ines --factors
    """
    with place() as here:
        with here.database.read() as session:
            member = person(session, name)
        if member is None:
            refuse(here, Problems([problem("person.unknown", value=name)]), as_json=as_json)
        here.database.write(lambda session: note_reset(session, actor(None), member.username, factors=factors))
        code = here.database.aside.write(lambda aside: reset(aside, member.username, here.now, factors=factors))
        document = {"username": member.username, "factors": factors, "link": link(here, code)}
        answer(document, [f"{member.username} is signed out everywhere", *_told(here, code)], as_json=as_json)


@group.command("close")
@click.argument("name")
@click.option("--reason", required=True, help="Why they leave; it stands in the act.")
@JSON
def close_command(name: str, reason: str, as_json: bool) -> None:
    """End a person's membership: roles, visits, tokens. What they did stays, under their name.

    Example: precursors users close ines --reason "left the agency"
    """
    with place() as here:
        act = here.database.write(lambda session: close(session, actor(None), name, reason))
        if isinstance(act, Problems):
            refuse(here, act, as_json=as_json)
        username = name.strip().lower()
        here.database.aside.write(lambda aside: shut(aside, username))
        answer({"username": username, "act": act}, [f"{username} has left (act {act})"], as_json=as_json)


def refuse(here: Place, wrong: Problems, *, as_json: bool) -> NoReturn:
    """End a command with what was wrong."""
    fail(" ".join(map(here.told, wrong)), as_json=as_json, code=wrong[0].code)


def link(here: Place, code: str) -> str:
    """A one-time link as somebody types it into a browser."""
    return f"{here.settings.public_url}{PATH}{code}"


def _told(here: Place, code: str) -> list[str]:
    return [link(here, code), LASTS]


def _shown(here: Place, member: Member, known: SignIn | None, strong: bool) -> dict[str, Any]:
    return {
        "username": member.username,
        "name": known.name if known else member.username,
        "agency": member.agency,
        "roles": sorted(role.value for role in member.held(here.today)),
        "password": bool(known and known.password),
        "second_factor": strong,
    }


def _line(each: dict[str, Any]) -> str:
    ready = ("password" if each["password"] else "no password yet") + (
        ", second factor" if each["second_factor"] else ""
    )
    return f"{each['username']:20} {each['agency']:12} {', '.join(each['roles']):40} {ready}"
