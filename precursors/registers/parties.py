"""Registered names of the parties that records state by a number, looked up once a page and told above the number."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g
from markupsafe import Markup
from sqlalchemy.orm import Session

from precursors.registers.party_names import names_of
from precursors.scope.visible import Sight


def learn(session: Session, sight: Sight, texts: Iterable[str | None]) -> None:
    """Look up, in one query, the names of the parties that a page is about to tell."""
    stated = list(texts)  # a page asks as often for records that name nobody as for others
    if stated:
        g.party_names = {**g.get("party_names", {}), **names_of(session, sight, set(filter(None, stated)))}


def called(stated: str) -> str:
    """A party in a line of plain text: its registered name with the number in brackets, else as stated."""
    name = g.get("party_names", {}).get(stated) if g else None
    return stated if name is None or name == stated else f"{name} ({stated})"


def party(stated: object) -> Markup:
    """A party as a page tells it: by its registered name with the number beneath, else as stated."""
    text = Markup('<bdi class="pcr-stated">{}</bdi>').format(stated)
    name = g.get("party_names", {}).get(stated) if g else None
    if name is None or name == stated:
        return text
    number = Markup('<span class="pcr-quiet pcr-nowrap"><bdi>{}</bdi></span>').format(stated)
    return Markup('<bdi class="pcr-stated">{}</bdi> <br>{}').format(name, number)
