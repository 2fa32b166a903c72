"""What rooms show on each other's pages. Apart from `registry`: no command loads what only pages need."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.cases import panels as cases
from precursors.cases.evidence_models import Disclosure
from precursors.cases.forums import panels as forums
from precursors.cases.forums.models import Forum, ForumNote, ForumTask
from precursors.cases.known import Kind
from precursors.cases.known import register as belongs
from precursors.cases.models import CaseFile, CaseMember, CaseTask
from precursors.custody.panels import stand as standing_custody
from precursors.disposal import panels as disposal
from precursors.disposal.shortfall import compare as compare_orders
from precursors.exchange.packages import shelf as packages
from precursors.exchange.shelves import SHELVES
from precursors.flags import subjects
from precursors.flags.naming import parties_told
from precursors.flags.views import rule_name
from precursors.inspections import panels as inspections
from precursors.laboratory.panels import stand as standing_laboratory
from precursors.licensing import deals_views, licences_panels, panels
from precursors.licensing.authorisations import panels as authorisations
from precursors.licensing.notifications import panels as notifications
from precursors.mirror.permits import of_notification
from precursors.registers import panels as known
from precursors.registers.comparing import comparing
from precursors.registers.differing import differing
from precursors.registers.parties import called, learn
from precursors.seizures.panels import stand as standing_seizures
from precursors.stock import panels as stock
from precursors.stock import panels_elsewhere as stock_elsewhere
from precursors.substances.titles import title
from precursors.trade import life_panels as consignments
from precursors.trade import stops
from precursors.trade.comparing import compare
from precursors.trade.of_operator import of_operator
from precursors.web.offers import Offer
from precursors.web.offers import register as register_offer
from precursors.web.texts import name_values, t

subjects.register("shipment", compare)
subjects.register("disposal_order", compare_orders)
for each in SHELVES:
    subjects.register(each.model.__tablename__, comparing(each))
panels.register(of_operator)

PANELS = {
    "deal-checks": (deals_views.reasons, deals_views.left, deals_views.statement),
    "licences": (licences_panels.revocations, licences_panels.clock, licences_panels.left),
    "authorisations": authorisations.PANELS,
    "notifications": (*notifications.PANELS, of_notification),
    "returns": stock.PANELS,
    "stock": (stock_elsewhere.of_line,),
    "consignments": (*consignments.PANELS, stops.stops, inspections.of_loss),
    "legs": (consignments.goods,),
    "stops": (consignments.goods,),
    "disposal-orders": (disposal.times,),
    "cases": (*cases.PANELS, forums.of_case),
    "forums": forums.PANELS,
    "forum-tasks": forums.OF_TASK,
    "forum-notes": (forums.place,),
    "inspections": (inspections.findings,),
    "inspection-findings": (inspections.visit,),
    "incident-reports": (inspections.clock, inspections.amount),
    "operators": (stock_elsewhere.of_operator, inspections.of_operator),
}
"""What rooms show on the pages of records, by shelf."""
for kind, shows in PANELS.items():
    for show in shows:
        known.register(kind, show)
for kind, shows in packages.PANELS.items():
    for show in shows:
        known.register(kind, show)
standing_custody()
standing_laboratory()
standing_seizures()

for each in SHELVES:
    belongs(Kind(each.model.__tablename__, each.read, each.record_page, f"{each.kind}.title", each.name))
    known.register(each.kind, cases.of_record)
belongs(Kind("shipment", Permission.READ_SHIPMENTS, "trade.shipment", "trade.shipments", "document"))
belongs(Kind("disposal_order", Permission.READ_DISPOSAL, "disposal.show", "disposal.orders", "number"))
known.register("disposal-orders", cases.of_record)
belongs(Kind("disposal_certificate", Permission.READ_DISPOSAL, "disposal.certificate", "disposal.certificate"))
belongs(
    Kind(
        "filed_report",
        Permission.READ_REPORTS,
        "reports.edition",
        "reports.filed",
        "name",
        told=lambda name: t(f"reports.{name}"),
    )
)
belongs(Kind("flag", Permission.READ_FLAGS, "flags.show", "flags.flags", "rule", told=rule_name))
for apart_from_shelves in (
    Kind("approval", Permission.READ_LOG, "inbox.show", "audit.rows-approval", one=False),
    Kind("disclosure", Permission.DISCLOSE_CASES, "case_links.package", "cases.disclosures", "receiver"),
    Kind("disposal_waybill", Permission.READ_DISPOSAL, "disposal.orders", "disposal.waybill", "number", one=False),
    Kind("hazard_word", Permission.READ_SUBSTANCES, "substances.hazard_data", "hazards.title", "part", one=False),
    Kind("hold", Permission.READ_CUSTODY, "holds.show", "holds.hold", "authority"),
    Kind("own_figure", Permission.READ_FLAGS, "editions.index", "editions.title", "rule", one=False),
    Kind("protocol", Permission.READ_DISPOSAL, "disposal.protocol", "disposal.protocols", "title"),
    Kind("ranking", Permission.READ_FLAGS, "ranking.index", "ranking.title", one=False),
    Kind("share", Permission.SHARE_RECORDS, "sharing.index", "sharing.share", "receiver", one=False),
):
    belongs(apart_from_shelves)
OF_CASES = (CaseFile, CaseMember, CaseTask, Disclosure, Forum, ForumNote, ForumTask)
"""Cases and what belongs to one anyhow: nobody is asked to put them into a case."""
apart = frozenset(each.prefix for each in OF_CASES)
register_offer(Offer("cases.add", Permission.RECORD_CASES, "case_links.adding", "record", apart))
parties_told(lambda stated, _language: called(stated), learn)
name_values("substance", title)
name_values("differing", differing)
