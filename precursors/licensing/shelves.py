"""Shelves of sites, officers, links of operators, opening balances and annual requirements."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.licensing.balances_importer import BalanceImporter
from precursors.licensing.balances_models import OpeningBalance
from precursors.licensing.deals_importer import DealImporter, DealSheetImporter
from precursors.licensing.deals_models import DealCheck
from precursors.licensing.operators_importers import LinkImporter, OfficerImporter, SiteImporter
from precursors.licensing.places_models import Officer, OperatorLink, Site
from precursors.licensing.record import BALANCES, DEALS, LINKS, OFFICERS, REQUIREMENTS, SITES
from precursors.licensing.requirements_importer import RequirementImporter
from precursors.licensing.requirements_models import AnnualRequirement
from precursors.registers.shelf import Shelf, Shown

SITES_SHELF = Shelf(
    kind="sites",
    record=SITES,
    model=Site,
    importer=SiteImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="code",
    columns=(Shown("operator"), Shown("name"), Shown("country", "country"), Shown("activities", "words:activities")),
    facts=(
        Shown("operator"), Shown("code"), Shown("name"), Shown("address"), Shown("country", "country"),
        Shown("latitude"), Shown("longitude"), Shown("activities", "words:activities"),
        Shown("secured", "words:yes_no"), Shown("taken_over"), Shown("notes"),
    ),
    searched=("code", "folded_operator", "name", "address"),
)  # fmt: skip

OFFICERS_SHELF = Shelf(
    kind="officers",
    record=OFFICERS,
    model=Officer,
    importer=OfficerImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="name",
    columns=(Shown("operator"), Shown("role"), Shown("site"), Shown("since", "day"), Shown("until", "day")),
    facts=(
        Shown("operator"), Shown("role"), Shown("site"), Shown("since", "day"), Shown("until", "day"), Shown("phone"),
        Shown("email"), Shown("document"), Shown("notes"),
    ),
    searched=("folded", "folded_operator"),
    day="since",
)  # fmt: skip

LINKS_SHELF = Shelf(
    kind="operator-links",
    record=LINKS,
    model=OperatorLink,
    importer=LinkImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="one",
    columns=(Shown("other"), Shown("kind", "words:link_kinds"), Shown("basis")),
    facts=(Shown("one"), Shown("other"), Shown("kind", "words:link_kinds"), Shown("basis"), Shown("notes")),
    searched=("folded_one", "folded_other"),
)

BALANCES_SHELF = Shelf(
    kind="opening-balances",
    record=BALANCES,
    model=OpeningBalance,
    importer=BalanceImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="operator",
    columns=(
        Shown("site"), Shown("substance", "substance"), Shown("base_ug", "kg"), Shown("day", "day"),
        Shown("taken_over"),
    ),
    facts=(
        Shown("operator"), Shown("site"), Shown("day", "day"), Shown("substance", "substance"), Shown("quantity"),
        Shown("unit"), Shown("concentration"), Shown("basis"), Shown("salt"), Shown("base_ug", "kg"),
        Shown("net_ug", "kg"), Shown("ul", "litres"), Shown("taken_over"), Shown("notes"),
    ),
    searched=("folded_operator", "site"),
    day="day",
)  # fmt: skip

REQUIREMENTS_SHELF = Shelf(
    kind="annual-requirements",
    record=REQUIREMENTS,
    model=AnnualRequirement,
    importer=RequirementImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="country",
    columns=(Shown("substance", "substance"), Shown("most", "kg"), Shown("since", "day"), Shown("source")),
    facts=(
        Shown("country", "country"), Shown("substance", "substance"), Shown("quantity"), Shown("unit"),
        Shown("most", "kg"), Shown("since", "day"), Shown("source"), Shown("notes"),
    ),
    searched=("country",),
    day="since",
)  # fmt: skip

DEALS_SHELF = Shelf(
    kind="deal-checks",
    record=DEALS,
    model=DealCheck,
    importer=DealImporter,
    sheet=DealSheetImporter,
    read=Permission.CHECK_DEALS,
    write=Permission.CHECK_DEALS,
    name="buyer",
    columns=(
        Shown("seller"), Shown("substance", "substance"), Shown("quantity"), Shown("unit"), Shown("day", "day"),
        Shown("answer", "words:deal_answers"),
    ),
    facts=(
        Shown("buyer"), Shown("seller"), Shown("substance", "substance"), Shown("quantity"), Shown("unit"),
        Shown("concentration"), Shown("contains"), Shown("base_ug", "kg"), Shown("activity", "words:activities"),
        Shown("site"), Shown("day", "day"), Shown("until", "day"), Shown("notes"),
    ),
    searched=("buyer", "seller"),
    day="day",
    template="licensing/deal.html",
)  # fmt: skip
