"""Every page of shipments, as one blueprint: importing the files with its views is what gives it them."""

from __future__ import annotations

from precursors.trade import views_changing, views_entering
from precursors.trade.views import bp

__all__ = ["bp", "views_changing", "views_entering"]
