"""What a verb of an order's page is: who may, what its form asks, the call it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal.dossier import Dossier
from precursors.disposal.rules.life import ORDER
from precursors.disposal.service import Who

Form = Mapping[str, str]
"""Fields of a form as sent."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a form."""

    name: str
    kind: str = "text"
    """text, area, date, or choice."""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Value and what is shown; a text that begins with `w:` is a key of the catalogue."""
    about: str = ""
    """What the label adds: the lot it is for."""
    label: str = ""
    """Ending of the label's key where another form calls the field otherwise."""
    whose: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Values that are only for some people, with their names."""

    def of(self, person: str) -> Ask:
        """The field as it is asked of a person: without options that are others' alone."""
        own = tuple(each for each in self.options if person in self.whose.get(each[0], (person,)))
        return replace(self, options=own)


@dataclass(frozen=True, slots=True)
class Deed:
    """One verb of an order's page."""

    verb: str
    permission: Permission
    run: Callable[[Session, Who, Dossier, Form], Any]
    asks: Callable[[Session, Dossier], list[Ask]] = lambda session, dossier: []  # noqa: ARG005 - asks nothing
    offered: Callable[[Dossier], bool] | None = None
    """When it is offered; None: when the life of the order allows a step of its name."""

    def open_to(self, dossier: Dossier) -> bool:
        """Whether the page offers it now."""
        return self.verb in ORDER.possible(dossier.state) if self.offered is None else self.offered(dossier)


def texts(form: Form, *names: str) -> list[str]:
    """Fields without blanks around them."""
    return [form.get(name, "").strip() for name in names]


def day(form: Form, name: str) -> date | None:
    """A day of a form; None for anything else."""
    try:
        return date.fromisoformat(form.get(name, "").strip())
    except ValueError:
        return None


def names(form: Form, name: str) -> tuple[str, ...]:
    """Several names, with blanks or commas between."""
    return tuple(form.get(name, "").replace(",", " ").split())


def words(*values: str) -> tuple[tuple[str, str], ...]:
    """Options whose texts are in the catalogue."""
    return tuple((each, f"w:{each}") for each in values)


def plainly(verb: str, permission: Permission, do: Callable[[Session, Who, Dossier], Any]) -> Deed:
    """A deed whose form asks nothing."""
    return Deed(verb, permission, lambda s, w, d, f: do(s, w, d))  # noqa: ARG005 - one shape for all


def reason_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    """Why it is done, and nothing else."""
    return [Ask("reason", "area")]
