"""Every page of this room, on one blueprint: importing the files of views is what puts them there."""

from __future__ import annotations

from precursors.exchange import (
    choosing_views,
    files_views,
    formats_views,
    links_views,
    mapping_views,
    review_views,
    views,
)
from precursors.exchange.blueprint import bp
from precursors.exchange.packages import views as packages

__all__ = [
    "bp",
    "choosing_views",
    "files_views",
    "formats_views",
    "links_views",
    "mapping_views",
    "packages",
    "review_views",
    "views",
]
