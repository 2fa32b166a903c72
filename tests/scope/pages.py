"""What each page of the application is meant to demand and to show; the matrix holds the application to it.

A new page needs a line here. The line is written from what the page is for, not copied from its view.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from precursors.access.permissions import Permission
from precursors.exchange.shelves import SHELVES
from tests.scope.on_disposal import VERBS
from tests.scope.on_shelves import MEANT, Meant

ANYBODY, SIGNED_IN = "anybody", "signed in"

SOME_KIND = frozenset(
    {
        Permission.RECORD_SHIPMENTS, Permission.RECORD_REGISTER, Permission.RECORD_STOCK, Permission.RECORD_INSPECTIONS,
        Permission.RECORD_NOTIFICATIONS, Permission.RECORD_SEIZURES, Permission.RECORD_CUSTODY, Permission.CHECK_DEALS,
        Permission.RECORD_LABORATORY, Permission.RECORD_DISPOSAL, Permission.RECORD_CASES,
        Permission.EXCHANGE_WITH_OTHERS,
    }
)  # fmt: skip
"""Files are handed in by whoever may record something that files hold."""


class Page(NamedTuple):
    """Who may open a page, and whose record it is about."""

    demand: Permission | frozenset[Permission] | str
    """One right, several of which any will do, or nobody's."""
    subject: str | None = None
    """Kind of the record that the address names; None where it names none."""
    needs: str = "share"
    """What opens it to another agency: any `share`, a share with `names`, or `nothing`, as where something is done."""
    lacks: bool = False
    """Whether a record may be without what the page shows, so that even its own people find nothing."""
    everywhere: bool = False
    """Whether it is only for those who look after all agencies, of whom the matrix has none."""


PAGES = {
    "permits.authorisation_paper": Page(Permission.READ_REGISTER, "authorisation", "nothing"),
    "permits.authorisation_pdf": Page(Permission.READ_REGISTER, "authorisation", "nothing"),
    "permits.notification_draft": Page(Permission.READ_REGISTER, "notification", "nothing"),
    "permits.notification_text": Page(Permission.EXPORT_RECORDS, "notification", "nothing"),
    "permits.notification_sheet": Page(Permission.EXPORT_RECORDS, "notification", "nothing"),
    "case_links.adding": Page(Permission.RECORD_CASES),
    "case_links.added": Page(Permission.RECORD_CASES),
    "case_links.dates": Page(Permission.READ_CASES, "case_file", "nothing"),
    "case_links.package": Page(Permission.DISCLOSE_CASES, "disclosure", "nothing", lacks=True),
    "api.disclosure_package": Page(Permission.DISCLOSE_CASES, "disclosure", "nothing", lacks=True),
    "api.case_timeline": Page(Permission.READ_CASES, "case_file", "nothing"),
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
    "account.entrances": Page(SIGNED_IN),
    "confirming.ask": Page(SIGNED_IN),
    "confirming.answer": Page(SIGNED_IN),
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
    "people.entrances": Page(Permission.ADMINISTER_PEOPLE),
    "people.new": Page(Permission.ADMINISTER_PEOPLE),
    "people.create": Page(Permission.ADMINISTER_PEOPLE),
    "people.show": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.leave": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.reset_link": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.give": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "people.take": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "exchange.packages": Page(Permission.EXCHANGE_WITH_OTHERS),
    "exchange.make_package": Page(Permission.EXCHANGE_WITH_OTHERS),
    "exchange.take_package": Page(Permission.EXCHANGE_WITH_OTHERS),
    "api.package_key": Page(Permission.EXCHANGE_WITH_OTHERS),
    "api.package_made": Page(Permission.EXCHANGE_WITH_OTHERS),
    "api.package_taken": Page(Permission.EXCHANGE_WITH_OTHERS),
    "mirror.index": Page(Permission.READ_SHIPMENTS),
    "inbox.show": Page(SIGNED_IN),
    "inbox.read": Page(SIGNED_IN),
    "inbox.remove": Page(SIGNED_IN),
    "inbox.answer": Page(SIGNED_IN),
    "tokens.show": Page(Permission.ADMINISTER_TOKENS),
    "tokens.create": Page(Permission.ADMINISTER_TOKENS),
    "tokens.withdraw": Page(Permission.ADMINISTER_TOKENS),
    "jobs.index": Page(SIGNED_IN),
    "jobs.show": Page(SIGNED_IN, "job"),
    "jobs.stop": Page(SIGNED_IN, "job"),
    "jobs.progress": Page(SIGNED_IN, "job"),
    "exchange.exported": Page(Permission.EXPORT_RECORDS),
    "exchange.columns": Page(Permission.EXPORT_RECORDS),
    "exchange.choose_columns": Page(Permission.EXPORT_RECORDS),
    "api.exported_xlsx": Page(Permission.EXPORT_RECORDS),
    "api.exported_csv": Page(Permission.EXPORT_RECORDS),
    "api.exported_json": Page(Permission.EXPORT_RECORDS),
    "exchange.empty_workbook": Page(ANYBODY),
    "exchange.hand_in": Page(ANYBODY),
    "exchange.hand_in_workbook": Page(ANYBODY),
    "exchange.handed_in": Page(ANYBODY),
    "exchange.uploads": Page(SOME_KIND),
    "exchange.new_upload": Page(SOME_KIND),
    "exchange.upload": Page(SOME_KIND),
    "exchange.show": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.reading": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.mapping": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.name": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "exchange.kind": Page(Permission.RECORD_SHIPMENTS, "upload"),
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
    "exchange.national": Page(Permission.RECORD_SHIPMENTS),
    "exchange.read_national": Page(Permission.RECORD_SHIPMENTS),
    "exchange.written_national": Page(Permission.EXPORT_RECORDS),
    "exchange.codes": Page(Permission.READ_SUBSTANCES),
    "exchange.code_list": Page(Permission.READ_SUBSTANCES),
    "api.reporting_cycle": Page(Permission.DECIDE_RETURN),
    "api.return_workbook": Page(Permission.READ_STOCK, "stock_return", "nothing"),
    "api.national_formats": Page(Permission.RECORD_SHIPMENTS),
    "api.national_read": Page(Permission.RECORD_SHIPMENTS),
    "api.national_written": Page(Permission.EXPORT_RECORDS),
    "api.code_list_names": Page(Permission.READ_SUBSTANCES),
    "api.code_list_rows": Page(Permission.READ_SUBSTANCES),
    "stock_pages.workbook": Page(Permission.READ_STOCK, "stock_return", "nothing"),
    "stock_pages.cycle": Page(Permission.DECIDE_RETURN),
    "stock_pages.open_cycle": Page(Permission.DECIDE_RETURN),
    "app.records": Page(SIGNED_IN),
    "reports.index": Page(Permission.READ_REPORTS),
    "reports.show": Page(Permission.READ_REPORTS),
    "reports.taken": Page(Permission.READ_REPORTS),
    "reports.file": Page(Permission.FILE_REPORTS),
    "reports.records": Page(Permission.READ_REPORTS),
    "reports.edition": Page(Permission.READ_REPORTS, "filed_report", "nothing", lacks=True),
    "reports.proof": Page(Permission.READ_REPORTS, "filed_report", "nothing"),
    "api.report_records": Page(Permission.READ_REPORTS),
    "api.filed_reports": Page(Permission.READ_REPORTS),
    "api.filed_report": Page(Permission.READ_REPORTS, "filed_report", "nothing", lacks=True),
    "api.mirror": Page(Permission.READ_SHIPMENTS),
    "api.report_filed": Page(Permission.FILE_REPORTS),
    "api.report_names": Page(Permission.READ_REPORTS),
    "api.report": Page(Permission.READ_REPORTS),
    "app.ruling": Page(Permission.READ_FLAGS),
    "app.run_rules": Page(Permission.DECIDE_FLAG),
    "app.search": Page(Permission.READ_SUBSTANCES),
    "app.index": Page(ANYBODY),
    "app.topic": Page(ANYBODY),
    "app.glossary": Page(ANYBODY),
    "app.keeping": Page(Permission.ADMINISTER_AGENCIES),
    "app.verification": Page(Permission.READ_LOG),
    "app.begin": Page(Permission.READ_LOG),
    "audit.acts": Page(Permission.READ_LOG),
    "audit.act": Page(Permission.READ_LOG),
    "audit.checkpoint": Page(Permission.READ_LOG),
    "ranking.index": Page(Permission.READ_FLAGS),
    "ranking.run": Page(Permission.DECIDE_FLAG),
    "api.ranked": Page(Permission.READ_FLAGS),
    "api.ranked_run": Page(Permission.DECIDE_FLAG),
    "substances.hazard_data": Page(Permission.READ_SUBSTANCES),
    "substances.hazard_part": Page(Permission.READ_SUBSTANCES),
    "substances.confirm_hazards": Page(Permission.REVIEW_PROTOCOLS),
    "substances.withdraw_hazards": Page(Permission.REVIEW_PROTOCOLS),
    "api.hazards": Page(Permission.READ_SUBSTANCES),
    "api.hazard": Page(Permission.READ_SUBSTANCES),
    "api.hazard_confirmation": Page(Permission.REVIEW_PROTOCOLS),
    "api.hazard_withdrawal": Page(Permission.REVIEW_PROTOCOLS),
    "editions.index": Page(Permission.READ_FLAGS),
    "editions.show": Page(Permission.READ_FLAGS),
    "editions.put": Page(Permission.SET_FIGURES),
    "api.figures": Page(Permission.READ_FLAGS),
    "api.figure_settings": Page(Permission.READ_FLAGS),
    "api.figure_set": Page(Permission.SET_FIGURES),
    "flags.index": Page(Permission.READ_FLAGS),
    "flags.show": Page(Permission.READ_FLAGS, "flag"),
    "flags.decided": Page(Permission.DECIDE_FLAG, "flag"),
    "app.replayed": Page(Permission.DECIDE_FLAG, "flag", "nothing"),
    "api.flag_replay": Page(Permission.DECIDE_FLAG, "flag", "nothing"),
    "licensing.operators": Page(Permission.READ_REGISTER),
    "licensing.operator": Page(Permission.READ_REGISTER, "operator"),
    "licensing.alike": Page(Permission.READ_REGISTER, "operator"),
    "api.alike": Page(Permission.READ_REGISTER, "operator"),
    "licensing.licences": Page(Permission.READ_REGISTER),
    "licensing.licence": Page(Permission.READ_REGISTER, "licence_line"),
    "deals.verified": Page(ANYBODY),
    "deals.carried": Page(Permission.CHECK_DEALS, "deal_check", "nothing", lacks=True),
    "substances.index": Page(Permission.READ_SUBSTANCES),
    "substances.show": Page(Permission.READ_SUBSTANCES),
    "substances.identified": Page(Permission.READ_SUBSTANCES),
    "substances.watch": Page(Permission.READ_SUBSTANCES),
    "substances.set_watch": Page(Permission.SET_WATCH_LIST),
    "disposal.orders": Page(Permission.READ_DISPOSAL),
    "disposal.new": Page(Permission.RECORD_DISPOSAL),
    "disposal.create": Page(Permission.RECORD_DISPOSAL),
    "disposal.show": Page(Permission.READ_DISPOSAL, "disposal_order", "names"),
    "disposal.tablet": Page(Permission.RECORD_DISPOSAL, "disposal_order", "names"),
    "disposal.log_step": Page(Permission.RECORD_DISPOSAL, "disposal_order", "names"),
    "disposal.sync": Page(Permission.RECORD_DISPOSAL),
    "disposal.worker": Page(ANYBODY),
    "disposal.certificate": Page(Permission.READ_DISPOSAL, "disposal_certificate", "names"),
    "disposal.certificate_proof": Page(Permission.READ_DISPOSAL, "disposal_certificate", "names"),
    "disposal.certificate_document": Page(Permission.DECIDE_DISPOSAL, "disposal_certificate", "nothing"),
    "disposal.certificate_pdf": Page(Permission.READ_DISPOSAL, "disposal_certificate", "names"),
    "disposal.verify_file": Page(ANYBODY),
    "disposal.verify_form": Page(ANYBODY),
    "disposal.verify": Page(ANYBODY),
    "disposal.movement": Page(Permission.READ_DISPOSAL, "disposal_order", "names"),
    "disposal.movement_pdf": Page(Permission.READ_DISPOSAL, "disposal_order", "names"),
    "disposal.figures": Page(Permission.READ_DISPOSAL),
    "disposal.superseded": Page(Permission.READ_DISPOSAL),
    "api.disposal_superseded": Page(Permission.READ_DISPOSAL),
    "disposal.figures_workbook": Page(Permission.EXPORT_RECORDS),
    "disposal.protocols": Page(Permission.READ_DISPOSAL),
    "disposal.new_protocol": Page(Permission.WRITE_PROTOCOLS),
    "disposal.begin_draft": Page(Permission.WRITE_PROTOCOLS),
    "disposal.draft": Page(Permission.WRITE_PROTOCOLS),
    "disposal.draft_head": Page(Permission.WRITE_PROTOCOLS),
    "disposal.save_head": Page(Permission.WRITE_PROTOCOLS),
    "disposal.draft_step": Page(Permission.WRITE_PROTOCOLS),
    "disposal.save_step": Page(Permission.WRITE_PROTOCOLS),
    "disposal.move_step": Page(Permission.WRITE_PROTOCOLS),
    "disposal.hand_in_draft": Page(Permission.WRITE_PROTOCOLS),
    "disposal.throw_draft_away": Page(Permission.WRITE_PROTOCOLS),
    "disposal.submit_protocol": Page(Permission.WRITE_PROTOCOLS),
    "disposal.protocol": Page(Permission.READ_DISPOSAL),
    "disposal.protocol_document": Page(Permission.READ_DISPOSAL),
    "disposal.review_protocol": Page(Permission.REVIEW_PROTOCOLS),
    "disposal.decide_protocol": Page(Permission.APPROVE_PROTOCOLS),
    "disposal.withdraw_protocol": Page(Permission.APPROVE_PROTOCOLS),
    "api.disposal_orders": Page(Permission.READ_DISPOSAL),
    "api.disposal_order": Page(Permission.READ_DISPOSAL, "disposal_order", "names"),
    "api.disposal_deed": Page(Permission.SIGN_DISPOSAL, "disposal_order", "names"),
    "api.disposal_steps": Page(Permission.RECORD_DISPOSAL, "disposal_order", "names"),
    "api.new_disposal_order": Page(Permission.RECORD_DISPOSAL),
    "api.disposal_form": Page(Permission.READ_DISPOSAL, "disposal_order", "names"),
    "api.disposal_figures": Page(Permission.READ_DISPOSAL),
    "api.disposal_certificate": Page(Permission.READ_DISPOSAL, "disposal_certificate", "names"),
    "api.disposal_certificate_proof": Page(Permission.READ_DISPOSAL, "disposal_certificate", "names"),
    "api.disposal_movement": Page(Permission.READ_DISPOSAL, "disposal_order", "names", lacks=True),
    "api.disposal_movement_pdf": Page(Permission.READ_DISPOSAL, "disposal_order", "names", lacks=True),
    "api.disposal_certificate_pdf": Page(Permission.READ_DISPOSAL, "disposal_certificate", "names"),
    "api.disposal_certificate_document": Page(Permission.DECIDE_DISPOSAL, "disposal_certificate", "nothing"),
    "api.disposal_verification": Page(ANYBODY),
    "api.disposal_protocols": Page(Permission.READ_DISPOSAL),
    "api.disposal_protocol": Page(Permission.READ_DISPOSAL),
    "api.new_disposal_protocol": Page(Permission.WRITE_PROTOCOLS),
    "api.disposal_protocol_review": Page(Permission.REVIEW_PROTOCOLS),
    "api.disposal_protocol_decision": Page(Permission.APPROVE_PROTOCOLS),
    "api.disposal_protocol_withdrawal": Page(Permission.APPROVE_PROTOCOLS),
    "documents.download": Page(Permission.READ_DOCUMENTS),
    "metrics.metrics": Page(ANYBODY),
    "notices.show": Page(Permission.READ_SEIZURES, "seizure", "nothing"),
    "notices.as_json": Page(Permission.EXPORT_RECORDS, "seizure", "nothing"),
    "notices.as_workbook": Page(Permission.EXPORT_RECORDS, "seizure", "nothing"),
    "desk.scan": Page(Permission.READ_CUSTODY),
    "desk.labels": Page(Permission.READ_CUSTODY),
    "desk.at_risk": Page(Permission.READ_CUSTODY),
    "holds.index": Page(Permission.READ_CUSTODY),
    "holds.new": Page(Permission.PLACE_HOLD),
    "holds.create": Page(Permission.PLACE_HOLD),
    "holds.show": Page(Permission.READ_CUSTODY, "hold", "names"),
    "holds.lifted": Page(Permission.PLACE_HOLD, "hold", "nothing"),
    "api.holds": Page(Permission.READ_CUSTODY),
    "api.hold": Page(Permission.READ_CUSTODY, "hold", "names"),
    "api.hold_placed": Page(Permission.PLACE_HOLD),
    "api.hold_lifted": Page(Permission.PLACE_HOLD, "hold", "nothing"),
    "api.keeping": Page(Permission.ADMINISTER_AGENCIES),
    "api.verification_read": Page(Permission.READ_LOG),
    "api.verification_ordered": Page(Permission.READ_LOG),
    "api.rules": Page(Permission.READ_FLAGS),
    "api.rules_run": Page(Permission.DECIDE_FLAG),
    "api.notices_read": Page(SIGNED_IN),
    "api.notice_taken_away": Page(SIGNED_IN),
    "api.openapi": Page(ANYBODY),
    "api.me": Page(SIGNED_IN),
    "api.shipments": Page(Permission.READ_SHIPMENTS),
    "api.shipment": Page(Permission.READ_SHIPMENTS, "shipment"),
    "api.shipment_history": Page(Permission.READ_SHIPMENTS, "shipment"),
    "api.shipment_ledger": Page(Permission.READ_SHIPMENTS, "shipment"),
    "api.shipment_steps": Page(Permission.READ_SHIPMENTS, "shipment"),
    "api.shipment_mixture": Page(Permission.READ_SHIPMENTS, "shipment"),
    "api.shipment_proof": Page(Permission.READ_SHIPMENTS, "shipment", "nothing"),
    "api.new_shipment": Page(Permission.RECORD_SHIPMENTS),
    "api.shipment_correction": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "api.shipment_reversal": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "api.shipment_resolution": Page(Permission.CORRECT_RECORDS, "shipment", "nothing"),
    "api.shipment_flag": Page(Permission.RAISE_FLAG, "shipment", "nothing"),
    "api.shipment_document": Page(Permission.ATTACH_DOCUMENTS, "shipment", "nothing"),
    "api.operators": Page(Permission.READ_REGISTER),
    "api.operator": Page(Permission.READ_REGISTER, "operator"),
    "api.licences": Page(Permission.READ_REGISTER),
    "api.licence": Page(Permission.READ_REGISTER, "licence_line"),
    "api.flags": Page(Permission.READ_FLAGS),
    "api.flag": Page(Permission.READ_FLAGS, "flag"),
    "api.flag_disposition": Page(Permission.DECIDE_FLAG, "flag"),
    "api.substances": Page(Permission.READ_SUBSTANCES),
    "api.substance": Page(Permission.READ_SUBSTANCES),
    "api.identified": Page(Permission.READ_SUBSTANCES),
    "api.normalised": Page(Permission.READ_SUBSTANCES),
    "api.acts": Page(Permission.READ_LOG),
    "api.act": Page(Permission.READ_LOG),
    "api.head": Page(Permission.READ_LOG),
    "api.document": Page(Permission.READ_DOCUMENTS),
    "api.uploads": Page(SOME_KIND),
    "api.upload": Page(SOME_KIND),
    "api.upload_state": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_dropped": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_problems": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_rejects": Page(Permission.RECORD_SHIPMENTS, "upload", lacks=True),
    "api.upload_mapping": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_kind": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_reading": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_cells": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_check": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_decision": Page(Permission.RECORD_SHIPMENTS, "upload"),
    "api.upload_reversal": Page(Permission.CORRECT_RECORDS, "upload"),
    "api.jobs": Page(SIGNED_IN),
    "api.job": Page(SIGNED_IN, "job"),
    "api.job_cancelled": Page(SIGNED_IN, "job"),
    "api.agencies": Page(SIGNED_IN),
    "api.new_agency": Page(Permission.ADMINISTER_AGENCIES, everywhere=True),
    "api.members": Page(Permission.ADMINISTER_PEOPLE),
    "api.new_member": Page(Permission.ADMINISTER_PEOPLE),
    "api.member": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "api.new_role": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "api.role_withdrawal": Page(Permission.ADMINISTER_PEOPLE, "person"),
    "api.shares_given": Page(Permission.SHARE_RECORDS),
    "api.shares_received": Page(Permission.SHARE_RECORDS),
    "api.new_share": Page(Permission.SHARE_RECORDS),
    "api.share_withdrawal": Page(Permission.SHARE_RECORDS, "share", "nothing"),
    "api.watch_list": Page(Permission.READ_SUBSTANCES),
    "api.watch_list_added": Page(Permission.SET_WATCH_LIST),
    "api.watch_list_withdrawal": Page(Permission.SET_WATCH_LIST),
    "api.upload_links": Page(Permission.INVITE_OPERATORS),
    "api.new_upload_link": Page(Permission.INVITE_OPERATORS),
    "api.upload_link_withdrawn": Page(Permission.INVITE_OPERATORS, "link"),
    "api.notices": Page(SIGNED_IN),
    "api.entrances": Page(SIGNED_IN),
    "api.people_entrances": Page(Permission.ADMINISTER_PEOPLE),
    "api.own_tokens": Page(Permission.ADMINISTER_TOKENS),
    "api.token_withdrawn": Page(Permission.ADMINISTER_TOKENS),
}


def _of_shelf(kind: str, meant: Meant) -> dict[str, Page]:
    """The pages and operations of a shelf."""
    name = kind.replace("-", "_")
    (shelf,) = (shelf for shelf in SHELVES if shelf.kind == kind)
    table = shelf.model.__tablename__
    found = {} if shelf.own else {"index": Page(meant.read), "show": Page(meant.read, table)}
    found |= {"proof": Page(meant.read, table, "nothing")}
    found |= dict.fromkeys(("new", "create") if meant.entered else (), Page(meant.write))
    for verb, permission in {
        "documents": Permission.ATTACH_DOCUMENTS, "flag": Permission.RAISE_FLAG, **meant.verbs,
    }.items():  # fmt: skip
        place = verb.replace("-", "_")
        needs = "names" if verb in meant.shared else "nothing"
        found |= dict.fromkeys((place, f"{place}_done"), Page(permission, table, needs))
    api = {} if shelf.own else {name: Page(meant.read), f"{name}_one": Page(meant.read, table)}
    api |= {f"{name}_new": Page(meant.write)} if meant.entered else {}
    api |= {
        f"{name}_{verb.replace('-', '_')}": Page(p, table, "names" if verb in meant.shared else "nothing")
        for verb, p in meant.verbs.items()
    }
    beside = {"proof": meant.read, "flag": Permission.RAISE_FLAG, "document": Permission.ATTACH_DOCUMENTS}
    api |= {f"{name}_{end}": Page(permission, table, "nothing") for end, permission in beside.items()}
    return {f"{name}.{end}": page for end, page in found.items()} | {f"api.{end}": page for end, page in api.items()}


for _kind, _meant in MEANT.items():
    PAGES |= _of_shelf(_kind, _meant)
PAGES |= {
    f"disposal.{way}_{verb}": Page(permission, "disposal_order", "names")
    for permission, verbs in VERBS.items()
    for verb in verbs
    for way in ("ask", "do")
}

Body = Any
"""A document, a form, or nothing."""

_REASON = {"reason": "slip"}
BODIES: dict[str, Body] = (
    {
        "api.disposal_deed": {"fields": {}},
        "api.disposal_steps": {"entries": []},
        "api.figure_set": {"value": "5", "ground": "Circular 12"},
        "api.disposal_certificate_document": {},
        "api.disposal_protocol_decision": {"agrees": True},
        "api.new_agency": {"code": "XD-NEW", "name": "New", "kind": "police", "country": "XD"},
        "api.shipment_correction": _REASON | {"fields": {"line": "77"}},
        "api.shipment_reversal": _REASON,
        "api.shipment_resolution": {"choices": {"unit": "kg"}},
        "api.shipment_flag": {"because": "look"},
        "api.shipment_document": {"file": ""},
        "api.flag_disposition": {"state": "unclear"},
        "api.upload_mapping": {},
        "api.upload_kind": {"kind": "shipments"},
        "api.upload_reading": {},
        "api.upload_cells": [],
        "api.upload_decision": {},
        "api.upload_reversal": _REASON,
        "api.new_role": {"role": "inspector"},
        "api.role_withdrawal": {"reason": " "},
        "api.share_withdrawal": _REASON,
        "api.hold_lifted": {"reason": " "},
    }
    | {
        f"api.{kind}_{end}".replace("-", "_"): body
        for kind in MEANT
        for end, body in (("flag", {"because": "look"}), ("document", {"file": ""}))
    }
    | {
        f"api.{kind}_{verb}".replace("-", "_"): meant.sends.get(verb, _REASON)
        for kind, meant in MEANT.items()
        for verb in meant.verbs
    }
)
"""What is sent to operations of the API, by their endpoint: they look at a body before they look for its record.
Nobody's roles change by these: the matrix needs them as they are."""

ARGUMENTS = {
    "n": "0",
    "way": "up",
    "filename": "registry.css",
    "made": "not-a-link",
    "code": "no-such-code",
    "number": "1",
    "role": "inspector",
    "ending": "csv",
    "kind": "shipments",
    "name": "workload",
    "language": "en",
    "topic": "upload",
    "key": "acetone",
    "part": "acetone",
    "layout": "br-mapa",
    "listed": "words/activities",
    "digest": "00" * 32,
    "verb": "approve",
}
"""An example of each part of an address that names no record; any other part is the reference of the subject."""

NO_SUBJECT = {
    "inbox.answer": {"ref": "APR-2026-000001-A"},
    "deals.verified": {"token": "deal.yes"},
    "exchange.hand_in_workbook": {"ref": "RTN-2026-000001-A"},
}
NO_SUBJECT |= {
    page: {"rule": "order-spike", "name": "prior-orders"}
    for page in ("editions.show", "editions.put", "api.figure_set")
}
NO_SUBJECT |= {
    f"disposal.{page}": {"ref": "PRT-2026-000001-A"}
    for page in ("sync", "protocol", "protocol_document", "review_protocol", "decide_protocol", "withdraw_protocol")
}
NO_SUBJECT |= {
    f"api.disposal_protocol{part}": {"ref": "PRT-2026-000001-A"} for part in ("", "_review", "_decision", "_withdrawal")
}
"""Where a reference names a request of a person and no record that an agency owns: one that nobody has made."""
