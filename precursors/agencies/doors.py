"""Who sent a request: a person whose browser is signed in, or a program with a token. Tokens open only the API."""

from __future__ import annotations

from datetime import date

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from precursors.access.permissions import SECOND_FACTOR, Permission, permitted
from precursors.agencies.credentials import Box, Passwords
from precursors.agencies.entrances import Known
from precursors.agencies.entrances import note as note_entrance
from precursors.agencies.links import have_a_factor
from precursors.agencies.passkeys import Site
from precursors.agencies.people import Member, person
from precursors.agencies.private_models import SignIn, Token
from precursors.agencies.rules import GRACE, counting, has_grace
from precursors.agencies.signing_in import Gate
from precursors.agencies.tokens import PREFIX, scopes_of, token_of
from precursors.agencies.visits import note, stale, visit_of
from precursors.scope.visible import Sight
from precursors.web.access import Doors, Reader, perhaps_reader
from precursors.web.here import Here, here

COOKIE = "visit"
"""Name, in the signed cookie, of the secret of this browser's visit."""
API = "/api/"
PASSWORDS = "passwords"
"""Name of the application's `Passwords` among its extensions; a test puts cheaper ones there."""


def doors() -> Doors:
    """What lets people and programs in."""
    return Doors(_recognise, _sign_in)


def gate() -> Gate:
    """Where and when the present request knocks."""
    place = here()
    kept = current_app.extensions
    if PASSWORDS not in kept:
        kept[PASSWORDS] = Passwords()
    box = Box(place.settings.secret())
    site = Site(request.host.partition(":")[0], request.host_url.rstrip("/"))
    return Gate(place.whole, kept[PASSWORDS], box, site, place.now, request.remote_addr, str(request.user_agent))


def log_door(what: str, page: str | None = None) -> None:
    """Write into the log of the door what whoever asks has just done, or was refused."""
    asking, place, caller = perhaps_reader(), here(), gate().caller
    whose = Known(asking.person, asking.agency) if asking else Known()
    place.whole.aside.write(lambda aside: note_entrance(aside, caller, what, whose, page))


def factor_until(place: Here, member: Member) -> date | None:
    """The last day on which a person may work without the second factor they lack; None where they have one.

    A day that is past: until they set one up, some of their roles do not count, or none.
    """
    with place.whole.aside.read() as aside:
        known = aside.get(SignIn, member.username)
        if known is None or have_a_factor(aside, [member.username]) or not member.held(place.today):
            return None
    if SECOND_FACTOR & member.held(place.today):
        return date.min
    return ((known.since or place.now) + GRACE).date()


def showed_factor() -> bool:
    """Whether whoever asks signed in with a second factor. A token has none."""
    return bool(g.get("showed_factor"))


def _recognise() -> Reader | None:
    return _by_token() if request.path.startswith(API) else _by_visit()


def _sign_in() -> ResponseReturnValue:
    if request.path.startswith(API):
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.show", next=wanted), 303)


def _by_visit() -> Reader | None:
    place = here()
    secret = session.get(COOKIE)
    if not secret:
        return None
    with place.whole.aside.read() as aside:
        visit = visit_of(aside, secret, place.now)
        known = aside.get(SignIn, visit.username) if visit else None
    if visit is None or known is None:
        return None
    if stale(visit, place.now):
        place.whole.aside.write(lambda aside: note(aside, visit, place.now))
    member = _member(place, visit.username)
    if member is None:
        return None
    g.showed_factor = bool(visit.factor)
    grace = has_grace(known.since, place.now)
    held = member.held(place.today)
    roles = counting(held, factor=bool(visit.factor), grace=grace)
    may = permitted(roles)
    sight = _sight(member, place, may)
    asleep = len(roles) < len(held)
    return Reader(member.username, known.name, member.agency, may, sight, roles, known.language, asleep=asleep)


def _by_token() -> Reader | None:
    place = here()
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not text.startswith(PREFIX):
        return None
    with place.whole.aside.read() as aside:
        token = token_of(aside, text.strip(), place.today)
        known = aside.get(SignIn, token.username) if token else None
    if token is None or known is None:
        return None
    member = _member(place, token.username)
    if member is None:
        return None
    if token.used != place.today:
        place.whole.aside.write(lambda aside: _note_use(aside.get(Token, token.id), place))
    roles = member.held(place.today)
    may = permitted(roles) & scopes_of(token)
    sight = _sight(member, place, may)
    return Reader(member.username, known.name, member.agency, may, sight, roles, known.language, str(token.id))


def _sight(member: Member, place: Here, may: frozenset[Permission]) -> Sight:
    """Their agency's records; of those that are for some alone, all where they may read such."""
    whole = Permission.READ_RESTRICTED_CASES in may
    return Sight((member.agency,), place.today, None if whole else member.username)


def _note_use(token: Token | None, place: Here) -> None:
    if token is not None:
        token.used = place.today


def _member(place: Here, username: str) -> Member | None:
    with place.whole.read() as facts:
        return person(facts, username)
