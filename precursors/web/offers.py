"""What rooms offer to do with a record on its page, whatever room shows it: `app` collects it, templates ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from precursors.access.permissions import Permission
from precursors.web.access import perhaps_reader
from precursors.web.texts import t


class Offer(NamedTuple):
    """Something offered: key of its text, what one must be allowed, the page, the name under which it takes records."""

    text: str
    permission: Permission
    page: str
    argument: str
    apart_from: frozenset[str] = frozenset()
    """Beginnings of references of records it makes no sense for."""

    def fits(self, refs: str | Sequence[str]) -> bool:
        """Whether it is worth offering beside records of these references."""
        return not isinstance(refs, str) or refs.partition("-")[0] not in self.apart_from


_OFFERS: list[Offer] = []


def register(offer: Offer) -> None:
    """A room offers something beside every record; `app` calls this at start."""
    if offer not in _OFFERS:
        _OFFERS.append(offer)


def offers(refs: str | Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """(address, text, name of the argument) of everything this reader may do with records of these references."""
    asking = perhaps_reader()
    return [
        (url_for(each.page, **{each.argument: refs}), t(each.text), each.argument)  # type: ignore[arg-type] # several of one name
        for each in _OFFERS
        if asking is not None and asking.may(each.permission) and each.fits(refs)
    ]
