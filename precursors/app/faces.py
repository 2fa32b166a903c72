"""What rooms show on each other's pages. Apart from `registry`: no command loads what only pages need."""

from __future__ import annotations

from precursors.exchange.shelves import SHELVES
from precursors.flags import subjects
from precursors.licensing import deals_views, panels
from precursors.registers import panels as known
from precursors.registers.comparing import comparing
from precursors.trade.comparing import compare
from precursors.trade.of_operator import of_operator

subjects.register("shipment", compare)
for each in SHELVES:
    subjects.register(each.model.__tablename__, comparing(each))
panels.register(of_operator)
known.register("deal-checks", deals_views.reasons)
known.register("deal-checks", deals_views.statement)
