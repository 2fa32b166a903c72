"""Take consignments and their legs in; release, receive and declare them with what was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import natural_key
from precursors.editions.figures import figures
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.importing import Terms, Total
from precursors.intake.places import line
from precursors.intake.types import Figure, as_typed
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.tolerances import tolerances
from precursors.licensing.authorisations.asked import Loose
from precursors.licensing.authorisations.entitling import unauthorised
from precursors.licensing.authorisations.releasing import (
    Ask,
    Plan,
    is_known,
    let_go,
    put_back,
    release_of,
    released_as,
    unnotified,
)
from precursors.licensing.authorisations.rules import ACTIVITY
from precursors.licensing.notifications.rules import Going
from precursors.lives.rules import day_against
from precursors.lives.service import against, move, state_of
from precursors.paths import edition_in_use
from precursors.problems import Problem, Problems, missing, problem
from precursors.quantities.normalise import kilograms
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Asked, Run
from precursors.substances.book import book
from precursors.substances.identify import identify
from precursors.trade.amounts import Goods, decimals, measured
from precursors.trade.life import CONSIGNMENTS as LIFE
from precursors.trade.life_models import Consignment, Count, Leg
from precursors.trade.life_notice import notice
from precursors.trade.life_record import CONSIGNMENTS, LEGS
from precursors.trade.life_rules import VERSION, Finding, arrival_discrepancy, broken_in, piece_count, seals_in
from precursors.trade.life_rules import Count as Counted

FURTHEST = timedelta(days=731)
"""A consignment planned further ahead is a typing slip."""


class ConsignmentImporter(RegisterImporter):
    """Consignments: what is to go, or on its way."""

    record = CONSIGNMENTS
    model = Consignment
    act_columns = (
        "number", "direction", "planned", "operator", "counterparty", "consignee", "substance", "quantity", "unit",
        "concentration", "basis", "salt", "packages", "pieces", "seals", "profile", "licence", "authorisation",
        "notification", "origin", "destination", "route", "corridor", "notes",
    )  # fmt: skip

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A consignment needs a number, a direction, a day, an operator, a substance and a quantity."""
        problems = missing(values, "number", "direction", "planned", "operator", "quantity", stated=stated)
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        made |= {"direction": values.get("direction"), "planned": values.get("planned")}
        made |= {"profile": values.get("profile") or "bulk", "folded": folded(stated.get("number") or "")}
        if values.get("planned") and values["planned"] > self.terms.today + FURTHEST:
            problems.append(problem("date.too-far", "planned", value=values["planned"]))
        if stated.get("corridor") and line(stated["corridor"] or "") is None:
            problems.append(problem("consignment.corridor", "corridor"))
        made["pieces"], wrong = whole("pieces", values.get("pieces"), self.terms)
        problems += wrong
        found = identify(stated.get("substance"), None, stated.get("cas"), watch=self.terms.watch)
        if found.status != "match" or found.substance is None:
            text = stated.get("substance") or stated.get("cas") or ""
            problems.append(Problem(found.because, "substance", dict(found.values) | {"text": text}))
        elif values.get("quantity") is not None:
            amount = measured({"quantity": values["quantity"]}, goods_of(stated, found.substance, self.terms))
            problems += amount.problems
            made |= {"amount": amount.amounts["quantity"], "measure": amount.measure}
        made["substance"] = found.substance
        naming = (str(made["direction"]), made["folded"], str(found.substance))
        made["key"] = natural_key("consignment", self.terms.agency, *naming)
        return made, problems

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterator[Problem]:  # noqa: ARG002 - see `RegisterImporter`
        """Goods recorded later than the law wants them announced: nothing can put that right any more."""
        wanted = notice(self.terms.country, values.get("direction"), values.get("planned"))
        if wanted is not None and self.terms.today > wanted.last:
            yield problem("consignment.notice-late", "planned", last=wanted.last, law=wanted.entry.citation)

    def totals(self) -> list[Total]:
        """What the good rows weigh, substance by substance."""
        sums: dict[str, list[int]] = {}
        for row in self._write:
            own = sums.setdefault(row.values["substance"], [0, 0, 0])
            litres = row.values["measure"] == "ul"
            own[0] += 1
            own[2 if litres else 1] += row.values["amount"]
        return [Total(name, rows, ug, None, ul or None, 0) for name, (rows, ug, ul) in sorted(sums.items())]


class LegImporter(RegisterImporter):
    """Legs of journeys, under the document of the goods."""

    record = LEGS
    model = Leg
    act_columns = tuple(field.key for field in LEGS.fields)

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A leg needs a document; its days stand in order and are not ahead."""
        days = {name: values.get(name) for name in ("document_day", "transport_day", "departed", "arrived")}
        today = self.terms.today
        problems = missing(stated, "document")
        problems += [
            problem("date.future", name, value=day, today=today) for name, day in days.items() if day and day > today
        ]
        if days["departed"] and days["arrived"] and days["arrived"] < days["departed"]:
            problems.append(
                problem("leg.arrived-before", "arrived", departed=days["departed"], arrived=days["arrived"])
            )
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns} | days
        made |= {"leg": stated.get("leg") or "1", "folded": folded(stated.get("document") or "")}
        naming = (made["sender"] or "", made["transport_document"] or "", made["leg"])
        made["key"] = natural_key("leg", self.terms.agency, made["folded"], *map(folded, naming))
        return made, problems


def goods_of(stated: Mapping[str, str | None], substance: str, terms: Terms) -> Goods:
    """What is said of the goods beside their quantity."""
    texts = {name: stated.get(name) or "" for name in ("unit", "basis", "salt")}
    strength = as_typed(stated.get("concentration")) or ""
    return Goods(**texts, concentration=strength, profile=book().profile(substance), convention=terms.convention)


def whole(name: str, figure: Figure | None, terms: Terms) -> tuple[int | None, list[Problem]]:
    """A number of pieces; None where nobody counted."""
    if figure is None:
        return None, []
    text = decimals((name,), {name: figure}, terms.convention)[name]
    if text is None or "." in text.rstrip("0").rstrip("."):
        return None, [problem("number.not-whole", name, text=figure.text)]
    return int(float(text)), []


def counting(verb: str, point: str) -> Run:
    """A verb that moves a consignment on with what was counted there; one that is no step only notes it."""

    def run(session: Session, actor: Actor, row: Consignment, asked: Asked) -> int | Problem | list[Problem]:
        moves = verb in LIFE.verbs
        wrong = against(session, LIFE, row.key, verb, asked.day, asked.today) if moves else None
        if verb == AFTER_RECEIPT:
            wrong = _not_received(session, row, asked)
        counted, problems = _counted(row, asked)
        plan = _permit(session, row, asked, counted) if verb == "release" and not (wrong or problems) else None
        problems += plan if isinstance(plan, Problems) else []
        if wrong or problems:
            return [*([wrong] if wrong else []), *problems]
        act = open_act(session, f"{verb}-consignment", actor, asked.reason, asked.request_key)
        if moves:
            move(act, LIFE, row.agency, row.key, verb, asked.day, reason=asked.reason)
        act.add(Count, counted | {"agency": row.agency, "subject": row.key, "point": point, "day": asked.day})
        if isinstance(plan, Plan):
            let_go(act, asked.terms, plan)
        if point == "received":
            _settle(act, row, asked, counted)
        act.seal()
        return act.id

    return run


AFTER_RECEIPT = "count-received"
"""The verb that counts goods which came in uncounted."""


def _not_received(session: Session, row: Consignment, asked: Asked) -> Problem | None:
    """What forbids to count goods after their receipt: they are not received, or were settled already."""
    now = state_of(session, LIFE, row.key)
    if now.state != "received":
        return against(session, LIFE, row.key, AFTER_RECEIPT, asked.day, asked.today)
    return day_against(asked.day, now.since, asked.today)


def giving_back(verb: str) -> Run:
    """A verb after which the goods do not go: what an authorisation had released for them goes back to its quota."""

    def run(session: Session, actor: Actor, row: Consignment, asked: Asked) -> int | Problem | Problems:
        wrong = against(session, LIFE, row.key, verb, asked.day, asked.today)
        if wrong:
            return wrong
        back = None
        if row.authorisation:
            back = released_as(session, asked.terms, row.authorisation, row.substance, row.direction, row.number)
        if isinstance(back, Problems):
            return back
        act = open_act(session, f"{verb}-consignment", actor, asked.reason, asked.request_key)
        move(act, LIFE, row.agency, row.key, verb, asked.day, reason=asked.reason)
        if back is not None:
            put_back(act, asked.terms, back)
        act.seal()
        return act.id

    return run


def _permit(session: Session, row: Consignment, asked: Asked, counted: Mapping[str, Any]) -> Plan | Problems | None:
    """What law and register say to a release; None where nothing is against it and nothing is to be drawn."""
    terms, known = asked.terms, counted["amount"] is not None
    amount, weighed = (counted["amount"], counted["quantity"]) if known else (row.amount, row.quantity)
    unit = counted["unit"] or row.unit
    if row.authorisation and is_known(session, terms, row.authorisation):
        ask = Ask(b"", row.number, Figure(None, as_typed(weighed) or ""), unit, asked.day)
        return release_of(session, terms, row.authorisation, row.substance, row.direction, ask, amount, row.measure)
    goods = Loose(
        ACTIVITY[row.direction], row.operator, row.substance, row.measure, amount, weighed, unit, row.concentration,
        row.basis, row.salt, row.licence, counterparty=row.counterparty,
    )  # fmt: skip
    wrong = list(unauthorised(session, terms, goods, asked.day, asked.reason or ""))
    if row.direction == "export":
        going = Going(row.substance, asked.day, amount, row.consignee, row.destination)
        wrong += unnotified(session, terms, row.notification, going)
    return Problems(wrong) if wrong else None


def _counted(row: Consignment, asked: Asked) -> tuple[dict[str, Any], list[Problem]]:
    """What the form of a verb counts; a quantity nobody states is unknown, not what was planned."""
    stated = asked.stated
    made: dict[str, Any] = {name: stated.get(name) for name in ("quantity", "unit", "seals", "broken", "condition")}
    made["pieces"], problems = whole("pieces", asked.values.get("pieces"), asked.terms)
    made["amount"] = None
    if asked.values.get("quantity") is not None:
        said = {"unit": stated.get("unit") or row.unit, "concentration": row.concentration}
        said |= {"basis": row.basis, "salt": row.salt}
        amount = measured({"quantity": asked.values["quantity"]}, goods_of(said, row.substance, asked.terms))
        problems += amount.problems
        if amount.measure != row.measure and amount.amounts["quantity"]:
            problems.append(problem("consignment.other-measure", "quantity"))
        made["amount"] = amount.amounts["quantity"]
    return made, problems


def last_count(session: Session, key: bytes, point: str) -> Count | None:
    """The latest count of a consignment at one point."""
    query = select(Count).where(Count.subject == key, Count.point == point).order_by(Count.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def _settle(act: OpenAct, row: Consignment, asked: Asked, received: Mapping[str, Any]) -> None:
    """After the count: a discrepancy with its flags, or reconciled where both ends were weighed and fit."""
    released = last_count(act.session, row.key, "released")
    sent = Counted(
        released.amount if released and released.amount is not None else row.amount,
        released.pieces if released and released.pieces is not None else row.pieces,
        seals_in(released.seals if released and released.seals else row.seals),
    )
    came = Counted(received["amount"], received["pieces"], seals_in(received["seals"]), broken_in(received["broken"]))
    found = [*arrival_discrepancy(sent, came, beyond=_beyond(row, asked.terms, sent, came)), *piece_count(sent, came)]
    if found:
        move(act, LIFE, row.agency, row.key, "differ", asked.day)
        raise_flags(act, [_flag(row, each) for each in found])
    elif came.amount is not None:
        move(act, LIFE, row.agency, row.key, "reconcile", asked.day)


def _beyond(row: Consignment, terms: Terms, sent: Counted, came: Counted) -> bool:
    """Whether the amounts differ by more than the tolerance of the consignment's profile."""
    if sent.amount is None or came.amount is None:
        return False
    law = tolerances(demo=terms.demo).set_by(figures(terms.session, row.agency, terms.today).own)
    try:
        level = law.level(
            terms.country, "arrival-discrepancy", row.profile, came.amount - sent.amount, sent.amount, terms.today
        )
    except NotInForce:
        return came.amount != sent.amount
    return level is not None


def _flag(row: Consignment, found: Finding) -> FlagDraft:
    unit = "L" if row.measure == "ul" else "kg"
    amounts = found.rule == "arrival-discrepancy"
    inputs = {
        name: told(value, unit) if amounts and isinstance(value, int) else str(value) for name, value in found.inputs
    }
    inputs |= {"number": row.number, "substance": row.substance}
    cause = f"{row.number} {inputs['why']}"
    return FlagDraft(
        row.agency, found.rule, VERSION, edition_in_use(), cause, found.score, Consignment.__tablename__, [row.id],
        inputs,
    )  # fmt: skip


def told(amount: int, unit: str) -> str:
    """An amount as sentences say it: `12.5 kg`."""
    text = (kilograms(abs(amount) * (1000 if unit == "L" else 1)) or "").rstrip("0").rstrip(".")
    return f"{text} {unit}"
