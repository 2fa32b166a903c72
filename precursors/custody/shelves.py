"""Places, instruments, lots, containers, events and offers on their shelves: pages, API and files follow from here."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.custody.acting import OF_CONTAINER, OF_LOT, OF_OFFER
from precursors.custody.booking import LotImporter
from precursors.custody.chain_models import CustodyEvent, CustodyOffer
from precursors.custody.handing import OFFER
from precursors.custody.keeping import keepers_of_container, keepers_of_lot, keepers_of_offer
from precursors.custody.life import LOT
from precursors.custody.models import Container, Instrument, Lot, Place
from precursors.custody.record import CONTAINERS, CUSTODY, INSTRUMENTS, LOTS, OFFERS, PLACES
from precursors.custody.registering import InstrumentImporter, PlaceImporter
from precursors.custody.telling import CustodyImporter
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Shelf, Shown

READ, WRITE = Permission.READ_CUSTODY, Permission.RECORD_CUSTODY

PLACE = Shelf(
    kind="places",
    record=PLACES,
    model=Place,
    importer=PlaceImporter,
    read=READ,
    write=WRITE,
    name="name",
    columns=(Shown("site"), Shown("kind", "words:place_kinds"), Shown("zone"), Shown("classes")),
    facts=(
        Shown("site"), Shown("kind", "words:place_kinds"), Shown("zone"), Shown("capacity"), Shown("unit"),
        Shown("classes"), Shown("features"), Shown("address"), Shown("notes"),
    ),
    searched=("folded", "site"),
)  # fmt: skip

INSTRUMENT = Shelf(
    kind="instruments",
    record=INSTRUMENTS,
    model=Instrument,
    importer=InstrumentImporter,
    read=READ,
    write=WRITE,
    name="serial",
    columns=(Shown("kind", "words:instrument_kinds"), Shown("uncertainty"), Shown("unit"), Shown("due", "day")),
    facts=(
        Shown("kind", "words:instrument_kinds"), Shown("uncertainty"), Shown("unit"), Shown("calibrated", "day"),
        Shown("due", "day"), Shown("notes"),
    ),
    searched=("folded",),
    day="due",
)  # fmt: skip

LOT_SHELF = Shelf(
    kind="lots",
    record=LOTS,
    model=Lot,
    importer=LotImporter,
    read=READ,
    write=WRITE,
    name="number",
    columns=(
        Shown("seizure"), Shown("day", "day"), Shown("stated_substance"), Shown("net_ug", "kg"),
        Shown("count", "count"),
    ),
    facts=(
        Shown("seizure"), Shown("day", "day"), Shown("stated_substance"), Shown("cas"), Shown("concentration"),
        Shown("quantity"), Shown("unit"), Shown("net_ug", "kg"), Shown("gross"), Shown("count", "count"),
        Shown("container", "words:container_kinds"), Shown("condition", "words:container_conditions"),
        Shown("label"), Shown("field_test"), Shown("opened", "day"), Shown("place"), Shown("custodian"),
        Shown("value"), Shown("currency"), Shown("notes"),
    ),
    searched=("folded", "number", "stated_substance"),
    renamed={"substance": "stated_substance"},
    day="day",
    machine=LOT,
    keepers=keepers_of_lot,
    verbs=OF_LOT,
    template="custody/lot.html",
    sections=(
        ("custody.section-what", (
            "seizure", "number", "day", "substance", "cas", "concentration", "quantity", "unit", "gross",
        )),
        ("custody.section-containers", (
            "containers", "container", "seals", "condition", "label", "opened", "place", "custodian",
        )),
        ("custody.section-more", ("field_test", "value", "currency", "notes")),
    ),
)  # fmt: skip

CONTAINER = Shelf(
    kind="containers",
    record=CONTAINERS,
    model=Container,
    importer=RegisterImporter,
    read=READ,
    write=WRITE,
    name="label",
    columns=(Shown("kind", "words:container_kinds"), Shown("net_ug", "kg")),
    facts=(Shown("kind", "words:container_kinds"), Shown("net_ug", "kg")),
    searched=("label",),
    verbs=OF_CONTAINER,
    keepers=keepers_of_container,
    template="custody/container.html",
    entered=False,
    taken_in=False,
)

EVENT = Shelf(
    kind="custody",
    record=CUSTODY,
    model=CustodyEvent,
    importer=CustodyImporter,
    read=READ,
    write=WRITE,
    name="exhibit",
    columns=(
        Shown("number"), Shown("verb", "words:custody_verbs"), Shown("day", "day"), Shown("giver"), Shown("receiver"),
    ),
    facts=(
        Shown("seizure"), Shown("number"), Shown("verb", "words:custody_verbs"), Shown("day", "day"), Shown("time"),
        Shown("giver"), Shown("receiver"), Shown("keeper"), Shown("stated_place"), Shown("seal_before"),
        Shown("seal_after"),
        Shown("before_ug", "kg"), Shown("after_ug", "kg"), Shown("uncertainty_ug", "kg"), Shown("instrument"),
        Shown("calibration_due", "day"), Shown("reason"), Shown("notes"),
    ),
    searched=("seizure", "exhibit"),
    renamed={"place": "stated_place", "owner": "agency"},
    day="day",
)  # fmt: skip

OFFER_SHELF = Shelf(
    kind="offers",
    record=OFFERS,
    model=CustodyOffer,
    importer=RegisterImporter,
    read=READ,
    write=WRITE,
    name="receiver",
    columns=(Shown("giver"), Shown("until", "day")),
    facts=(Shown("giver"), Shown("receiver"), Shown("keeper"), Shown("reason"), Shown("until", "day")),
    machine=OFFER,
    keepers=keepers_of_offer,
    verbs=OF_OFFER,
    entered=False,
    taken_in=False,
)

SHELVES = (LOT_SHELF, CONTAINER, EVENT, OFFER_SHELF, PLACE, INSTRUMENT)
