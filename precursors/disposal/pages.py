"""All pages of the room: importing this is what registers them."""

from __future__ import annotations

from precursors.disposal import views_certificate, views_protocols, views_work  # noqa: F401 - they add to the blueprint
from precursors.disposal.views import bp

__all__ = ["bp"]
