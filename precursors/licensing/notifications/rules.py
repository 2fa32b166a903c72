"""What must hold for notifications, when an amendment begins the clock again, and what shipments show against them.

Pure functions over frozen facts (R09, R10, R11 of the field and `missing-notification`; their codes are permanent).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.deals_rules import told as amount_told
from precursors.problems import Problem, missing, problem

VERSION = 1
"""Version of the rules in this file; a flag pins it."""

LATE, UNANSWERED, CHANGED = "late-notification", "shipped-without-reply", "changed-after-notification"
MISSING, REQUIREMENT = "missing-notification", "requirement-exceeded"

SCORES = {LATE: 700, UNANSWERED: 900, CHANGED: 850, MISSING: 800}
"""Per mille, before any disposition has taught us better."""

CODE = 2
"""Letters of a country's code."""

CAUTION = 300
"""Score of a finding that rests on law nobody has checked."""


def over_requirement(amount: int, left: int | None, *, decides: bool) -> bool:
    """R16: more is announced than an annual requirement leaves; an estimate too old to decide tells nothing."""
    return decides and left is not None and amount > left


class Found(NamedTuple):
    """A finding: rule, what it is about, the texts it compared, how much it is worth per mille."""

    rule: str
    cause: str
    inputs: Mapping[str, str]
    score: int


@dataclass(frozen=True, slots=True)
class Notice:
    """One standing notification, as far as an export needs it."""

    key: bytes
    number: str
    direction: str
    substance: str
    amount: int
    measure: str
    consignee: str | None
    destination: str | None
    notified: date | None
    clock_from: date | None
    reply_by: date | None
    period_from: date | None
    period_to: date | None
    state: str
    silence: bool = False
    """Whether law that decides lets no answer in time be enough."""
    decides: bool = True
    """Whether the time for the answer rests on law that decides, or was stated."""

    def speaks_for(self, day: date) -> bool:
        """Whether it is about an export on `day`: a simplified one only about its period."""
        return self.period_from is None or self.period_to is None or self.period_from <= day <= self.period_to

    def stands(self, day: date) -> str:
        """Where it stands on `day`: when its time has passed without any answer, there is none, noted or not."""
        over = self.reply_by is not None and day > self.reply_by
        return "no-reply" if over and self.state in {"sent", "viewed"} else self.state


@dataclass(frozen=True, slots=True)
class Going:
    """One export that names a notification, or goods about to be released."""

    substance: str
    day: date
    amount: int | None
    """In the measure of the notification; None where nobody can say."""
    consignee: str | None
    destination: str | None


def notification_against(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything that stops a row, its substance and quantity apart."""
    yield from missing(values, "number", "quantity")
    yield from period_against(values)
    sent, replied, by = values.get("notified"), values.get("replied"), values.get("reply_by")
    if sent and by and by < sent:
        yield problem("notification.days-reversed", "reply_by", first=sent, second=by)
    if sent and replied and replied < sent:
        yield problem("notification.days-reversed", "replied", first=sent, second=replied)
    if values.get("reply") == "objected" and not (values.get("objection") or values.get("reply_text")):
        yield problem("notification.objection-without-reason", "objection")


def period_against(values: Mapping[str, Any]) -> Iterator[Problem]:
    """A period of several operations has both its days, in their order."""
    start, end = values.get("period_from"), values.get("period_to")
    if (start is None) != (end is None):
        yield problem("field.missing", "period_to" if end is None else "period_from")
    elif start is not None and end is not None and end < start:
        yield problem("licence.validity-reversed", "period_to", valid_from=start, valid_to=end)


def entered_in(reply: str | None, notified: date | None) -> str:
    """The state a notification begins in: as answered; else sent where it has a day of sending."""
    return reply or ("sent" if notified else "draft")


def restarts(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields by which an amendment begins the clock again: another consignee, importer or destination, more goods.

    Days that its period did not have are operations nobody was told of. Less goods or fewer days, or any other change,
    leave the clock as it is.
    """
    changed = [
        key
        for key in ("consignee", "importer", "destination", "substance")
        if folded(str(was.get(key) or "")) != folded(str(now.get(key) or ""))
    ]
    if was.get("measure") != now.get("measure") or (now.get("amount") or 0) > (was.get("amount") or 0):
        changed.append("quantity")
    return (*changed, *_longer(was, now))


def _longer(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """The ends of its period by which a notification comes to speak for more days."""
    for key, further in (("period_from", operator.lt), ("period_to", operator.gt)):
        before, after = was.get(key), now.get(key)
        if after is not None and (before is None or further(after, before)):
            yield key


def release_against(notices: Sequence[Notice], going: Going, cited: str | None) -> Iterator[Problem]:
    """What forbids to release an export: no notification where the law demands one, or one that is not answered yet.

    `cited` is the paragraph that demands a notification, None where none does. Silence is enough only after its time,
    and only where law that decides says so.
    """
    own = [each for each in notices if each.direction == "sent" and each.substance == going.substance]
    if not own:
        if cited is not None:
            yield problem("release.notification-missing", "notification", paragraph=cited)
        return
    notice = next((each for each in own if each.speaks_for(going.day)), own[0])
    if not notice.speaks_for(going.day):
        yield problem("release.notification-other-time", "day", notification=notice.number, day=going.day)
    state = notice.stands(going.day)
    if state not in {"no-objection", "closed"} and not (state == "no-reply" and notice.silence):
        code = "release.notification-objected" if notice.state == "objected" else "release.notification-open"
        yield problem(
            code, "notification", notification=notice.number, state=state,
            reply_by=notice.reply_by or "?", paragraph=cited or "-",
        )  # fmt: skip
    for changed in _changes(notice, going):
        yield problem("release.notification-changed", "notification", notification=notice.number, what=changed)


def _changes(notice: Notice, going: Going) -> Iterator[str]:
    """What of the goods is not as notified: another consignee or destination where both are said, or more of them."""
    if notice.consignee and going.consignee and party(notice.consignee) != party(going.consignee):
        yield "consignee"
    if notice.destination and going.destination and _elsewhere(notice.destination, going.destination):
        yield "destination"
    if going.amount is not None and going.amount > notice.amount:
        yield "quantity"


def _elsewhere(one: str, other: str) -> bool:
    """Whether two texts name different countries; a code and a name are not compared."""
    was, now = folded(one), folded(other)
    return was != now and (len(was) == CODE) == (len(now) == CODE)


def shown(notice: Notice, going: Going, days: int | None, required: int | None) -> Iterator[Found]:
    """What a declared export shows against the notification it names.

    `days` of the law's kind lie between notification and departure, `required` are demanded; None where the law or
    its calendar is silent.
    """
    about = f"notification {notice.number}"
    told = {"notification": notice.number, "day": going.day.isoformat(), "state": notice.state}
    caution = None if notice.decides else CAUTION
    if notice.direction != "sent":
        return
    if days is not None and required is not None and days < required:
        inputs = told | {"days": str(days), "required": str(required)}
        yield Found(LATE, about, inputs, caution or SCORES[LATE])
    early = notice.state in {"draft", "sent", "viewed", "enquiry"} and (
        notice.reply_by is None or going.day < notice.reply_by
    )
    if notice.state in {"objected", "withdrawn"} or early:
        why = "objected" if notice.state == "objected" else "early"
        by = notice.reply_by.isoformat() if notice.reply_by else "?"
        score = SCORES[UNANSWERED] if why == "objected" or not caution else caution
        yield Found(UNANSWERED, about, told | {"why": why, "reply_by": by}, score)
    if going.substance != notice.substance:
        yield _changed(about, told, "substance", notice.substance, going.substance)
    for field in _changes(notice, going):
        was, now = _compared(notice, going, field)
        yield _changed(about, told, field, was, now)


def _changed(about: str, told: Mapping[str, str], field: str, was: str, now: str) -> Found:
    inputs = {**told, "field": field, "was": was, "now": now}
    return Found(CHANGED, f"{about}: {field}", inputs, SCORES[CHANGED])


def _compared(notice: Notice, going: Going, field: str) -> tuple[str, str]:
    if field == "quantity":
        return amount_told(notice.amount, notice.measure), amount_told(going.amount or 0, notice.measure)
    return str(getattr(notice, field)), str(getattr(going, field))


def unnotified(substance: str, party: str, paragraph: str, *, decides: bool) -> Found:
    """The law demands a notification of this export, and it names none."""
    inputs = {"substance": substance, "paragraph": paragraph}
    return Found(MISSING, f"{substance}: {party}", inputs, SCORES[MISSING] if decides else CAUTION)
