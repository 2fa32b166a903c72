"""Every shelf of the registry: the kinds of record whose pages, API, files and search follow from one description."""

from __future__ import annotations

from precursors.cases import shelves as cases
from precursors.cases.forums import shelves as forums
from precursors.custody import shelves as custody
from precursors.exchange.packages import registries
from precursors.exchange.packages import shelf as packages
from precursors.inspections import shelves as inspections
from precursors.laboratory import shelves as laboratory
from precursors.licensing import declarations
from precursors.licensing.authorisations import shelf as authorisations
from precursors.licensing.licences_shelf import LICENCES_SHELF, OPERATORS_SHELF
from precursors.licensing.notifications import requests as notification_requests
from precursors.licensing.notifications import shelf as notifications
from precursors.licensing.shelves import (
    BALANCES_SHELF,
    DEALS_SHELF,
    LINKS_SHELF,
    OFFICERS_SHELF,
    REQUIREMENTS_SHELF,
    SITES_SHELF,
)
from precursors.mirror import permits
from precursors.mirror import shelf as mirror
from precursors.registers.shelf import Shelf
from precursors.seizures import shelf as seizures
from precursors.seizures import totals as seizure_totals
from precursors.stock import operations
from precursors.stock import shelves as stock
from precursors.trade import life_shelves as consignments
from precursors.trade import stops

SHELVES: tuple[Shelf, ...] = (
    OPERATORS_SHELF,
    LICENCES_SHELF,
    authorisations.SHELF,
    notifications.SHELF,
    SITES_SHELF,
    OFFICERS_SHELF,
    LINKS_SHELF,
    declarations.SHELF,
    DEALS_SHELF,
    BALANCES_SHELF,
    REQUIREMENTS_SHELF,
    notification_requests.SHELF,
    consignments.SHELF,
    consignments.LEG_SHELF,
    stops.SHELF,
    mirror.SHELF,
    permits.SHELF,
    registries.SHELF,
    packages.SHELF,
    stock.RETURNS,
    stock.LINES,
    operations.SHELF,
    inspections.VISITS,
    inspections.FOUND,
    inspections.REPORTED,
    seizures.SHELF,
    seizure_totals.SHELF,
    *custody.SHELVES,
    *laboratory.SHELVES,
    *cases.SHELVES,
    *forums.SHELVES,
)
"""In the order of the navigation; a room gives its shelves here."""
