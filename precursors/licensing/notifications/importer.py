"""Take notifications in: those an agency sent, and those it received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.intake.importing import Outcome, Terms
from precursors.intake.words import folded
from precursors.ledger.reversing import batches
from precursors.licensing.authorisations.measuring import Goods, measured
from precursors.licensing.notifications.clock import STATED as SAID
from precursors.licensing.notifications.clock import clock, longest
from precursors.licensing.notifications.life import ANSWERED, NOTIFICATION, WAITING
from precursors.licensing.notifications.models import STATED, UNANSWERED, Notification
from precursors.licensing.notifications.record import NOTIFICATIONS
from precursors.licensing.notifications.requiring import flag_requirements
from precursors.licensing.notifications.rules import entered_in, notification_against
from precursors.lives.service import begin, states_of
from precursors.paths import edition_in_use
from precursors.problems import Problem, problem
from precursors.registers.importer import RegisterImporter, Row
from precursors.substances.identify import identify

UNTOLD = (None, *WAITING)
"""What stands under reply while there is none."""

DAYS = ("dispatch", "notified", "period_from", "period_to", "replied")


class NotificationImporter(RegisterImporter):
    """Notifications; each knows by when it is to be answered.

    A row that tells of no answer leaves the one that was noted meanwhile: the same file again changes nothing.
    """

    record = NOTIFICATIONS
    model = Notification
    act_columns = ("direction", "substance", "amount", "measure", "reply_by", "reply", *DAYS, *STATED)
    read_from: ClassVar = {"amount": "quantity", "measure": "quantity"}

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self._silent = set[bytes]()
        """Keys of rows that tell of no answer."""

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A notification needs a number, a substance and a quantity that can be measured."""
        against = list(notification_against(values))
        text = stated.get("substance") or stated.get("commercial_name")
        found = identify(text, None, stated.get("cas"))
        key = found.substance if found.status == "match" else None
        if key is None:
            told = dict(found.values) | {"text": text or stated.get("cas") or ""}
            against.append(Problem(found.because, "substance", told))
        made: dict[str, Any] = {name: stated.get(name) for name in STATED} | {name: values.get(name) for name in DAYS}
        made |= {"substance": key, "edition": edition_in_use(), "reply": values.get("reply")}
        made["objection"] = values.get("objection")
        made["direction"] = values.get("direction") or self._direction(stated)
        against += self._amount(made, values, key)
        made |= clocked(made, self.terms.country, values.get("reply_by"), demo=self.terms.demo)
        made["folded"] = number = folded(stated.get("number") or "")
        naming = (str(made["direction"]), number, made["line"] or str(key))
        made["key"] = natural_key("notification", self.terms.agency, *naming)
        if made["reply"] in UNTOLD and not any(made[name] for name in UNANSWERED if name != "reply"):
            self._silent.add(made["key"])
        return made, against

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterator[Problem]:
        """A period longer than the law lets one notification speak for: recorded, and no export after it is covered."""
        sent = (values.get("direction") or self._direction(stated)) == "sent"
        origin = stated.get("origin") or (self.terms.country if sent else None)
        lawful, end = longest(origin, values.get("period_from"), demo=self.terms.demo), values.get("period_to")
        if lawful and end and end > lawful.day:
            yield problem("notification.period-too-long", "period_to", last=lawful.day, law=lawful.entry.citation)

    def _direction(self, stated: Mapping[str, str | None]) -> str:
        """Received where the goods come from elsewhere, else sent."""
        origin = (stated.get("origin") or self.terms.country).strip().casefold()
        return "sent" if origin == self.terms.country.casefold() else "received"

    def _amount(self, made: dict[str, Any], values: Mapping[str, Any], key: str | None) -> list[Problem]:
        quantity = values.get("quantity")
        made |= {"amount": None, "measure": "base_ug"}
        if quantity is None or key is None:
            return []
        goods = Goods(key, made["unit"], values.get("concentration"), made["basis"], made["salt"])
        found = measured(quantity, goods, self.terms.convention)
        if isinstance(found, Problem):
            return [found]
        made |= {"amount": found[0], "measure": found[1]}
        return []

    def settle(self, session: Session) -> Outcome:
        """As for every register, once rows without an answer have the one that stands."""
        silent = {row.key: row for row in self.rows if row.key in self._silent}
        n = Notification
        cells = select(n.key, *(n.__table__.columns[name] for name in UNANSWERED)).where(n.reply.in_(ANSWERED))
        for keys in batches(sorted(standing(session, silent).values())):
            for key, *answer in session.execute(cells.where(n.id.in_(keys))):
                silent[bytes(key)].values.update(zip(UNANSWERED, answer, strict=True))
        return super().settle(session)

    def write(self, act: OpenAct) -> None:
        """The rows, and the beginning of the life of those that are new and no mere drafts."""
        super().write(act)
        known = states_of(act.session, NOTIFICATION, [row.key for row in self._write])
        begin(
            act,
            NOTIFICATION,
            self.terms.agency,
            [
                (row.key, state, self._since(row))
                for row in self._write
                for state in (entered_in(row.values["reply"], row.values["notified"]),)
                if known[row.key].since is None and state != NOTIFICATION.first
            ],
        )
        flag_requirements(act, self.terms, [row.key for row in self._write])

    def _since(self, row: Row) -> date:
        return min(row.values["replied"] or row.values["notified"] or self.terms.today, self.terms.today)


def clocked(made: Mapping[str, Any], home: str, stated: date | None, *, demo: bool) -> dict[str, Any]:
    """The clock of a notification: as stated, else by the law of the pair; unknown where both are silent."""
    start = made.get("clock_from") or made.get("notified")
    if stated is not None or start is None:
        return {"clock_from": start, "reply_by": stated, "clock": SAID if stated else None}
    sent = made["direction"] == "sent"
    origin, destination = made.get("origin") or (home if sent else None), made.get("destination") or home
    found = clock(origin, destination if not sent else made.get("destination"), start, demo=demo)
    if isinstance(found, Problem):
        return {"clock_from": start, "reply_by": None, "clock": None}
    return {"clock_from": start, "reply_by": found.reply_by, "clock": found.basis}
