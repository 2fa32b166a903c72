"""What each page of the application is meant to demand and to show; the matrix holds the application to it.

A new page needs a line here. The line is written from what the page is for, not copied from its view.
"""

from __future__ import annotations

from typing import NamedTuple

from precursors.access.permissions import Permission

ANYBODY, SIGNED_IN = "anybody", "signed in"


class Page(NamedTuple):
    """Who may open a page, and whose record it is about."""

    demand: Permission | str
    subject: str | None = None
    """Kind of the record that the address names; None where it names none."""
    needs: str = "share"
    """What opens it to another agency: any `share`, a share with `names`, or `nothing`, as where something is done."""
    lacks: bool = False
    """Whether a record may be without what the page shows, so that even its own people find nothing."""
    everywhere: bool = False
    """Whether it is only for those who look after all agencies, of whom the matrix has none."""


PAGES = {
    "static": Page(ANYBODY),
    "app.healthz": Page(ANYBODY),
    "app.readyz": Page(ANYBODY),
    "sign_in.show": Page(ANYBODY),
    "sign_in.enter": Page(ANYBODY),
    "sign_in.second": Page(ANYBODY),
    "sign_in.enter_second": Page(ANYBODY),
    "sign_in.passkey": Page(ANYBODY),
    "sign_in.passkey_answer": Page(ANYBODY),
    "sign_in.leave": Page(ANYBODY),
    "sign_in.welcome": Page(ANYBODY),
    "sign_in.set_own": Page(ANYBODY),
    "sign_in.done": Page(SIGNED_IN),
    "account.show": Page(SIGNED_IN),
    "account.change": Page(SIGNED_IN),
    "account.password": Page(SIGNED_IN),
    "account.change_own_password": Page(SIGNED_IN),
    "account.end_others": Page(SIGNED_IN),
    "factors.show": Page(SIGNED_IN),
    "factors.app": Page(SIGNED_IN),
    "factors.set_up": Page(SIGNED_IN),
    "factors.begin_app": Page(SIGNED_IN),
    "factors.forget_app": Page(SIGNED_IN),
    "factors.codes": Page(SIGNED_IN),
    "factors.begin_passkey": Page(SIGNED_IN),
    "factors.keep_passkey": Page(SIGNED_IN),
    "factors.forget_passkey": Page(SIGNED_IN),
    "sharing.index": Page(Permission.SHARE_RECORDS),
    "sharing.new": Page(Permission.SHARE_RECORDS),
    "sharing.create": Page(Permission.SHARE_RECORDS),
    "sharing.readings": Page(Permission.SHARE_RECORDS),
    "sharing.ask": Page(Permission.SHARE_RECORDS, "share", "nothing"),
    "sharing.end": Page(Permission.SHARE_RECORDS, "share", "nothing"),
    "agencies.index": Page(Permission.ADMINISTER_AGENCIES),
    "agencies.new": Page(Permission.ADMINISTER_AGENCIES),
    "agencies.create": Page(Permission.ADMINISTER_AGENCIES, everywhere=True),
    "people.index": Page(Permission.ADMINISTER_PEOPLE),
    "people.new": Page(Permission.ADMINISTER_PEOPLE),
    "people.create": Page(Permission.ADMINISTER_PEOPLE),
    "people.show": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.leave": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.reset_link": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.give": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.take": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "inbox.show": Page(SIGNED_IN),
    "inbox.read": Page(SIGNED_IN),
    "inbox.remove": Page(SIGNED_IN),
    "inbox.answer": Page(Permission.ADMINISTER_PEOPLE),
    "tokens.show": Page(Permission.ADMINISTER_TOKENS),
    "tokens.create": Page(Permission.ADMINISTER_TOKENS),
    "tokens.withdraw": Page(Permission.ADMINISTER_TOKENS),
    "jobs.index": Page(SIGNED_IN),
    "jobs.show": Page(SIGNED_IN, "job"),
    "jobs.stop": Page(SIGNED_IN, "job"),
    "jobs.progress": Page(SIGNED_IN, "job"),
    "exchange.exported": Page(Permission.EXPORT_RECORDS),
    "exchange.empty_workbook": Page(ANYBODY),
    "exchange.hand_in": Page(ANYBODY),
    "exchange.handed_in": Page(ANYBODY),
    "exchange.uploads": Page(Permission.RECORD_SHIPMENTS),
    "exchange.new_upload": Page(Permission.RECORD_SHIPMENTS),
    "exchange.upload": Page(Permission.RECORD_SHIPMENTS),
    "exchange.show": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.reading": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.mapping": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.name": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.check": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.checking": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.review": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.alike": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.cells": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.settle": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.result": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.rejects": Page(Permission.RECORD_SHIPMENTS, "upload", lacks=True),
    "exchange.undo": Page(Permission.CORRECT_RECORDS, "upload"),
    "exchange.give_up": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.links": Page(Permission.INVITE_OPERATORS),
    "exchange.make_link": Page(Permission.INVITE_OPERATORS),
    "exchange.withdraw_link": Page(Permission.INVITE_OPERATORS, "link"),
    "trade.shipments": Page(Permission.READ_SHIPMENTS),
    "trade.new": Page(Permission.RECORD_SHIPMENTS),
    "trade.create": Page(Permission.RECORD_SHIPMENTS),
    "trade.shipment": Page(Permission.READ_SHIPMENTS, "shipment"),
    "trade.proof": Page(Permission.READ_SHIPMENTS, "shipment", "nothing"),
    "trade.to_correct": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "trade.corrected": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "trade.resolving": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "trade.resolved": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "trade.reversing": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "trade.reversed_": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "trade.flagging": Page(Permission.RAISE_FLAG, "shipment", "nothing"),
    "trade.flagged": Page(Permission.RAISE_FLAG, "shipment", "nothing"),
    "trade.documents": Page(Permission.ATTACH_DOCUMENTS, "shipment", "nothing"),
    "trade.attached": Page(Permission.ATTACH_DOCUMENTS, "shipment", "nothing"),
    "app.start": Page(SIGNED_IN),
    "app.search": Page(Permission.READ_SUBSTANCES),
    "app.index": Page(ANYBODY),
    "app.topic": Page(ANYBODY),
    "app.glossary": Page(ANYBODY),
    "app.verification": Page(Permission.READ_LOG),
    "app.begin": Page(Permission.READ_LOG),
    "audit.acts": Page(Permission.READ_LOG),
    "audit.act": Page(Permission.READ_LOG),
    "audit.checkpoint": Page(Permission.READ_LOG),
    "flags.index": Page(Permission.READ_FLAGS),
    "flags.show": Page(Permission.READ_FLAGS, "flag"),
    "flags.decided": Page(Permission.DECIDE_FLAG, "flag"),
    "licensing.operators": Page(Permission.READ_REGISTER),
    "licensing.operator": Page(Permission.READ_REGISTER, "operator"),
    "licensing.licences": Page(Permission.READ_REGISTER),
    "licensing.licence": Page(Permission.READ_REGISTER, "licence_line"),
    "substances.index": Page(Permission.READ_SUBSTANCES),
    "substances.show": Page(Permission.READ_SUBSTANCES),
    "substances.identified": Page(Permission.READ_SUBSTANCES),
    "substances.watch": Page(Permission.READ_SUBSTANCES),
    "substances.set_watch": Page(Permission.SET_WATCH_LIST),
    "documents.download": Page(Permission.READ_DOCUMENTS),
}

ARGUMENTS = {
    "filename": "registry.css",
    "made": "not-a-link",
    "code": "no-such-code",
    "number": "1",
    "role": "inspector",
    "ending": "csv",
    "kind": "shipments",
    "language": "en",
    "topic": "upload",
    "key": "acetone",
    "digest": "00" * 32,
}
"""An example of each part of an address that names no record; any other part is the reference of the subject."""
