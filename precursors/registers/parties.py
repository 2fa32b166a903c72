"""Registered names of the parties that records state by a number, looked up once a page and told above the number."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g
from markupsafe import Markup
from sqlalchemy.orm import Session

from precursors.registers.party_names import names_of
from precursors.scope.visible import Sight
from precursors.web.tables import stated


def learn(session: Session, sight: Sight, texts: Iterable[str | None]) -> None:
    """Look up, in one query, the names of the parties that a page is about to tell."""
    asked = list(texts)  # a page asks as often for records that name nobody as for others
    if asked:
        g.party_names = {**g.get("party_names", {}), **names_of(session, sight, set(filter(None, asked)))}


def called(told: str) -> str:
    """A party in a line of plain text: its registered name with the number in brackets, else as stated."""
    name = g.get("party_names", {}).get(told) if g else None
    return told if name is None or name == told else f"{name} ({told})"


def party(told: object) -> Markup:
    """A party as a page tells it: by its registered name with the number beneath, else as stated."""
    name = g.get("party_names", {}).get(told) if g else None
    if name is None or name == told:
        return stated(told)
    number = Markup('<span class="pcr-quiet pcr-nowrap"><bdi>{}</bdi></span>').format(told)
    return stated(name) + Markup(" <br>") + number
