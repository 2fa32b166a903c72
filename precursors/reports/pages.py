"""Every page of reports, as one blueprint: importing the files with its views is what gives it them."""

from __future__ import annotations

from precursors.reports import views_down
from precursors.reports.views import bp

__all__ = ["bp", "views_down"]
