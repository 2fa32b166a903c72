"""Partners' figures on their shelf."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.mirror.importer import FigureImporter
from precursors.mirror.models import MirrorFigure
from precursors.mirror.record import FIGURES
from precursors.registers.shelf import Shelf, Shown

SHELF = Shelf(
    kind="mirror-figures",
    record=FIGURES,
    model=MirrorFigure,
    importer=FigureImporter,
    read=Permission.READ_SHIPMENTS,
    write=Permission.EXCHANGE_WITH_OTHERS,
    name="partner",
    columns=(
        Shown("direction", "words:mirror_directions"), Shown("last", "day"), Shown("substance", "substance"),
        Shown("base_ug", "kg"),
    ),
    facts=(
        Shown("direction", "words:mirror_directions"), Shown("period"), Shown("first", "day"), Shown("last", "day"),
        Shown("substance", "substance"), Shown("base_ug", "kg"), Shown("quantity"), Shown("unit"),
        Shown("concentration"), Shown("basis"), Shown("salt"), Shown("document"), Shown("line"),
        Shown("notification"), Shown("authorisation"), Shown("container"), Shown("party"), Shown("counterparty"),
        Shown("source"), Shown("notes"),
    ),
    searched=("partner", "document", "notification", "party", "counterparty"),
    renamed={"substance": "stated_substance"},
    day="last",
)  # fmt: skip
