"""Who declares: the registered operator a text names, by a key that outlives corrections of the register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.parties import party
from precursors.licensing.models import Operator
from precursors.trade.register import Register

_KEY = re.compile("[0-9a-f]{32}")


class Who(NamedTuple):
    """One declarant."""

    identifier: str
    """Identifier of the registered operator, else the text itself."""
    who: str
    """Natural key in hexadecimal, else `party:` and the folded name."""
    registered: bool


class Parties:
    """Operators by the texts of a file, looked up block by block."""

    def __init__(self, session: Session, agencies: Iterable[str]) -> None:
        self._session = session
        self._register = Register(session, agencies)
        self._known: dict[int, tuple[str, str]] = {}

    def learn(self, texts: Iterable[str | None]) -> None:
        """Look up texts not seen before: a few queries however many there are."""
        wanted = [text for text in texts if text]
        self._register.learn_operators(wanted)
        keys = {key for text in wanted if (key := self._register.operator(text)) is not None} - self._known.keys()
        query = select(Operator.id, Operator.identifier, Operator.key).where(Operator.id.in_(keys))
        self._known.update((key, (identifier, own.hex())) for key, identifier, own in self._session.execute(query))

    def who(self, text: str) -> Who:
        """Who a learned text names."""
        key = self._register.operator(text)
        if key is None:
            return Who(text, f"party:{party(text)}", False)
        return Who(*self._known[key], True)


def registered(who: Iterable[str]) -> list[bytes]:
    """Natural keys of the declarants that the register knows."""
    return [bytes.fromhex(each) for each in who if _KEY.fullmatch(each)]


def names_of(session: Session, who: Iterable[str]) -> dict[str, str]:
    """The registered names of declarants; those that the register does not know are left out. One query."""
    query = select(Operator.key, Operator.name).join(Current, stands(Operator))
    query = query.where(Operator.key.in_(registered(who)))
    return {key.hex(): name for key, name in session.execute(query)}


def holders(session: Session, agency: str, who: Iterable[str]) -> dict[str, str]:
    """Holder keys of the accounts of these declarants, with the declarant each belongs to; one query."""
    wanted = list(who)
    keys = registered(wanted)
    found = {f"party:{agency}:{each.partition(':')[2]}": each for each in wanted if each.startswith("party:")}
    query = select(Operator.id, Operator.key).where(Operator.key.in_(keys))
    return found | {f"operator:{number}": own.hex() for number, own in session.execute(query)}
