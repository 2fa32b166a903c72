"""All pages of the room: importing this is what registers them."""

from __future__ import annotations

from precursors.disposal import (  # noqa: F401 - they add to the blueprint
    views_certificate,
    views_drafts,
    views_figures,
    views_movement,
    views_new,
    views_protocols,
    views_superseded,
    views_verify,
    views_work,
)
from precursors.disposal.views import bp

__all__ = ["bp"]
