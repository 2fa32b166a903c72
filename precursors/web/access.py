"""Who is asking, and whether they may: every page says what it demands, and one that says nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission, Role
from precursors.scope.visible import Sight

V = TypeVar("V", bound=Callable[..., Any])
Demand = Permission | frozenset[Permission] | str

DEMANDS = "access_demands"
"""Attribute of a view: the permission it demands, several of which any will do, SIGNED_IN or ANYBODY."""
ANYBODY = "anybody"
SIGNED_IN = "signed-in"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is asking: a person who signed in, or the holder of a token, with what they may do and see."""

    person: str
    """Name they sign in with; what an act they write says."""
    name: str
    """Name to show."""
    agency: str | None
    """Code of the agency they act for."""
    permissions: frozenset[Permission]
    sight: Sight
    roles: frozenset[Role] = field(default=frozenset())
    language: str | None = None
    """Language they chose, if one."""
    token: str | None = None
    """Number of the token they came with; None for somebody at a page."""
    asleep: bool = False
    """Whether they hold roles that do not count before they sign in with a second factor."""

    def may(self, wanted: Permission | frozenset[Permission]) -> bool:
        """Whether they may do this, or any of these."""
        return not self.permissions.isdisjoint((wanted,) if isinstance(wanted, Permission) else wanted)


@dataclass(frozen=True, slots=True)
class Doors:
    """What the application gives this room, which knows neither people nor tokens."""

    recognise: Callable[[], Reader | None]
    """Whoever sent the present request, or None."""
    sign_in: Callable[[], ResponseReturnValue]
    """The answer to somebody who must sign in first."""


def requires(permission: Permission) -> Callable[[V], V]:
    """Say which permission a view demands."""
    return _demanding(permission)


def requires_any(permissions: frozenset[Permission]) -> Callable[[V], V]:
    """Say of which permissions a view demands any one; what else it demands it has to ask for itself."""
    return _demanding(permissions)


def public(view: V) -> V:
    """Say that a view is for anybody, signed in or not."""
    return _demanding(ANYBODY)(view)


def signed_in(view: V) -> V:
    """Say that a view is for everybody who has signed in, whatever their roles."""
    return _demanding(SIGNED_IN)(view)


def _demanding(demand: Demand) -> Callable[[V], V]:
    def mark(view: V) -> V:
        setattr(view, DEMANDS, demand)
        return view

    return mark


def demand_of(app: Flask, endpoint: str) -> Demand | None:
    """What the view behind an endpoint demands; None for one that says nothing and is closed to all."""
    demand: Demand | None = getattr(app.view_functions.get(endpoint), DEMANDS, None)
    return ANYBODY if endpoint == "static" else demand


def reader() -> Reader:
    """Whoever is asking. Raises 403 when nobody has signed in."""
    found = perhaps_reader()
    if found is None:
        abort(403)
    return found


def perhaps_reader() -> Reader | None:
    """Whoever is asking, or None."""
    if "reader" not in g:
        doors: Doors | None = current_app.extensions.get("doors")
        g.reader = doors.recognise() if doors else None
    found: Reader | None = g.reader
    return found


def guard(app: Flask, doors: Doors) -> None:
    """Close every view of `app` to those who may not enter."""
    app.extensions["doors"] = doors

    @app.before_request
    def _may_enter() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: the answer is 404 for everybody
        demand = demand_of(app, request.endpoint)
        if demand == ANYBODY:
            return None
        asking = perhaps_reader()
        if asking is None:
            return doors.sign_in()
        if not _lets_in(demand, asking):
            abort(403)
        return None


def opens(endpoint: str) -> bool:
    """Whether a page may be offered to whoever is asking: one they may open, now or, if unknown, once signed in."""
    asking = perhaps_reader()
    return asking is None or _lets_in(demand_of(current_app, endpoint), asking)


def _lets_in(demand: Demand | None, asking: Reader) -> bool:
    return demand is not None and (isinstance(demand, str) or asking.may(demand))


def back_to(target: str | None, otherwise: str) -> ResponseReturnValue:
    """Go where the person wanted to, if that is a page of ours; an address elsewhere is never followed."""
    place = target or ""
    # Browsers drop tabs and line ends, and read \ as /: after either an address may name another host.
    ours = place.startswith("/") and not place.startswith("//") and place.isprintable() and "\\" not in place
    return redirect(place if ours else otherwise, 303)
