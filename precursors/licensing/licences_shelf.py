"""The shelves of operators and of licences: entry, verbs, documents and flags; lists and pages are the room's own."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words
from precursors.licensing.licences_life import APPLIED, IN_FORCE, LICENCE
from precursors.licensing.licences_renewal import RENEWABLE, renew
from precursors.licensing.licences_verbs import ApplicationImporter, is_over, revoke, step
from precursors.licensing.licences_versions import amend
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.operators_importers import OperatorImporter
from precursors.licensing.record import LICENCES, OPERATORS
from precursors.registers.shelf import Shelf, Shown, Verb

STEP = Record("licence-step", (Field("only_line", Choice(words("yes_no"))),))
"""What every step of a licence asks beside day and reason."""

AMENDMENT = Record(
    "licences",
    (
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("period", Choice(words("periods"))),
        Field("max_stock", Amount()),
        Field("strength_from", Amount()),
        Field("strength_to", Amount()),
        Field("end_use", Text()),
        Field("valid_to", Day()),
        Field("conditions", Text()),
        Field("basis", Text()),
    ),
)
"""What an amendment may change; what is left empty stays as it is."""

RENEWAL = Record(
    "licences",
    (
        Field("number", Text(), needed=True),
        Field("valid_from", Day(), needed=True),
        Field("valid_to", Day(), needed=True),
        Field("quantity", Amount()),
        Field("unit", Text()),
    ),
)
"""What the application for the next licence says; the rest is as in the old one."""

_WORKS, _DECIDES = Permission.RECORD_REGISTER, Permission.DECIDE_LICENCES

LICENCES_SHELF = Shelf(
    kind="licences",
    record=LICENCES,
    model=LicenceLine,
    importer=ApplicationImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="number",
    columns=(Shown("holder"), Shown("substance", "substance"), Shown("activities", "words:activities")),
    facts=(
        Shown("holder"), Shown("kind"), Shown("substance", "substance"), Shown("activities", "words:activities"),
        Shown("site"), Shown("quantity"), Shown("unit"), Shown("period", "words:periods"), Shown("max_stock"),
        Shown("strength_from"), Shown("strength_to"), Shown("end_use"), Shown("issued", "day"),
        Shown("valid_from", "day"), Shown("valid_to", "day"), Shown("grace_until", "day"), Shown("renews"),
        Shown("basis"), Shown("conditions"), Shown("taken_over"), Shown("used"), Shown("used_until", "day"),
        Shown("notes"),
    ),
    searched=("folded", "holder"),
    day="valid_from",
    machine=LICENCE,
    verbs=(
        Verb("submit", _WORKS, step("submit"), STEP, needs_reason=False),
        Verb("complete", _WORKS, step("complete"), STEP, needs_reason=False),
        Verb("review", _WORKS, step("review"), STEP, needs_reason=False),
        Verb("return", _WORKS, step("return"), STEP),
        Verb("grant", _DECIDES, step("grant"), STEP),
        Verb("refuse", _DECIDES, step("refuse"), STEP),
        Verb("suspend", _DECIDES, step("suspend"), STEP),
        Verb("resume", _DECIDES, step("resume"), STEP),
        Verb("revoke", Permission.REVOKE_LICENCES, revoke, STEP),
        Verb("expire", _WORKS, step("expire"), STEP, needs_reason=False, fits=is_over),
        Verb("withdraw", _WORKS, step("withdraw"), STEP),
        Verb("amend", _DECIDES, amend, AMENDMENT, asks_day=False, states=(*APPLIED, *IN_FORCE)),
        Verb("renew", _WORKS, renew, RENEWAL, needs_reason=False, states=RENEWABLE),
    ),
    own=("licensing.licences", "licensing.licence"),
)  # fmt: skip

OPERATORS_SHELF = Shelf(
    kind="operators",
    record=OPERATORS,
    model=Operator,
    importer=OperatorImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="name",
    columns=(Shown("identifier"), Shown("country", "country")),
    facts=(
        Shown("identifier"), Shown("country", "country"), Shown("roles", "stated:operator_roles"),
        Shown("address"), Shown("officer"), Shown("phone"), Shown("email"), Shown("lei"), Shown("eori"), Shown("gln"),
        Shown("vehicles"), Shown("accounts"), Shown("taken_over"), Shown("notes"),
    ),
    searched=("folded", "folded_identifier"),
    own=("licensing.operators", "licensing.operator"),
)  # fmt: skip
