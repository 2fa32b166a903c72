"""Pre-export notifications on their shelf, and what may be done with one."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor
from precursors.intake.record import Field, Record
from precursors.intake.types import Choice
from precursors.intake.types import told as figure_of
from precursors.intake.words import words
from precursors.licensing.authorisations.measuring import Goods, measured
from precursors.licensing.notifications.answering import AMENDABLE, amend, answer
from precursors.licensing.notifications.awaited import late_replies, replies_due
from precursors.licensing.notifications.importer import DAYS, NotificationImporter
from precursors.licensing.notifications.life import ANSWERED, NOTIFICATION, WAITING, WITH_REASON
from precursors.licensing.notifications.models import Notification
from precursors.licensing.notifications.record import NOTIFICATIONS
from precursors.problems import Problem, Problems
from precursors.registers.shelf import Asked, Pick, Run, Shelf, Shown, Verb

OBJECTION = Record("notification-steps", (Field("objection", Choice(words("objection_reasons"))),))

AMENDMENT = Record("notifications", tuple(NOTIFICATIONS[key] for key in AMENDABLE))
"""The fields an amendment may change, with the headings of the notification."""


def answering(verb: str) -> Run:
    """A step in the life of a notification."""

    def run(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Problems:  # noqa: ANN401 - a row
        made = answer(
            session, actor, asked.terms, bytes(row.key), verb, asked.day, reason=asked.reason,
            objection=asked.values.get("objection"), request_key=asked.request_key,
        )  # fmt: skip
        return made if isinstance(made, Problems) else made.act

    return run


def _amended(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Problem | Problems:  # noqa: ANN401 - a row
    """A new version; fields left empty stay as they were."""
    changes = {key: value for key in AMENDABLE if (value := _value(key, asked)) is not None}
    quantity, unit = asked.values.get("quantity"), changes.get("unit") or row.unit
    if quantity is not None:
        goods = Goods(row.substance, unit, None, row.basis, row.salt)
        if row.concentration:
            goods = goods._replace(concentration=figure_of(row.concentration))
        found = measured(quantity, goods, asked.terms.convention)
        if isinstance(found, Problem):
            return found
        changes |= {"amount": found[0], "measure": found[1]}
    made = amend(session, actor, asked.terms, bytes(row.key), changes, asked.day, asked.reason or "")
    return made if isinstance(made, Problems) else made.act


def _value(key: str, asked: Asked) -> Any:  # noqa: ANN401 - a day or a text
    return asked.values.get(key) if key in DAYS else asked.stated.get(key)


def _step(name: str, fields: Record | None = None) -> Verb:
    return Verb(name, Permission.RECORD_NOTIFICATIONS, answering(name), fields, needs_reason=name in WITH_REASON)


LATE_REPLY = Pick("late-reply", "permits.waits-late-reply", late_replies)
REPLY_DUE = Pick("reply-due", "permits.waits-reply-due", replies_due)

SHELF = Shelf(
    kind="notifications",
    record=NOTIFICATIONS,
    model=Notification,
    importer=NotificationImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_NOTIFICATIONS,
    name="number",
    columns=(
        Shown("direction", "words:notification_directions"), Shown("exporter"), Shown("importer"),
        Shown("destination", "country"), Shown("substance", "substance"), Shown("dispatch", "day"),
        Shown("reply_by", "day"),
    ),
    facts=(
        Shown("direction", "words:notification_directions"), Shown("line"), Shown("exporter"),
        Shown("exporter_address"), Shown("origin", "country"), Shown("importer"), Shown("importer_address"),
        Shown("destination", "country"), Shown("consignee"), Shown("consignee_address"),
        Shown("substance", "substance"),
        Shown("commercial_name"), Shown("cas"), Shown("hs"), Shown("quantity"), Shown("unit"),
        Shown("concentration"), Shown("basis"), Shown("salt"), Shown("packages"), Shown("dispatch", "day"),
        Shown("point_exit"), Shown("point_entry"), Shown("transit"), Shown("transport"), Shown("carrier"),
        Shown("export_authorisation"), Shown("import_authorisation"), Shown("end_use"), Shown("notified", "day"),
        Shown("period_from", "day"), Shown("period_to", "day"), Shown("reply_by", "day"),
        Shown("counterpart"), Shown("replied", "day"), Shown("objection", "words:objection_reasons"),
        Shown("reply_text"), Shown("notes"),
    ),
    searched=("folded", "exporter", "importer", "consignee", "counterpart"),
    day="notified",
    machine=NOTIFICATION,
    picks=(LATE_REPLY, REPLY_DUE),
    verbs=(
        _step("send"),
        _step("view"),
        _step("clear"),
        _step("object", OBJECTION),
        _step("enquire"),
        _step("lapse"),
        Verb(
            "amend", Permission.RECORD_NOTIFICATIONS, _amended, AMENDMENT, states=("draft", *WAITING, *ANSWERED)
        ),
        _step("close"),
        _step("withdraw"),
    ),
    template="licensing/notification.html",
    sections=(
        (
            "permits.section-notification",
            ("number", "direction", "line", "notified", "reply_by", "period_from", "period_to", "counterpart"),
        ),
        (
            "permits.section-parties",
            (
                "exporter", "exporter_address", "origin", "importer", "importer_address", "destination", "consignee",
                "consignee_address",
            ),
        ),
        (
            "permits.section-goods",
            (
                "substance", "commercial_name", "cas", "hs", "quantity", "unit", "concentration", "basis", "salt",
                "packages", "end_use",
            ),
        ),
        (
            "permits.section-way",
            (
                "dispatch", "point_exit", "point_entry", "transit", "transport", "carrier", "export_authorisation",
                "import_authorisation",
            ),
        ),
        ("permits.section-answer", ("reply", "replied", "objection", "reply_text", "notes")),
    ),
)  # fmt: skip
