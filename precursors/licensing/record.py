"""The fields of what the register holds as people hand them in, described once."""

from __future__ import annotations

from precursors.intake.countries import Country
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

OPERATORS = Record(
    "operators",
    (
        Field("identifier", Text(), needed=True),
        Field("name", Text(), needed=True),
        Field("country", Country()),
        Field("roles", Text()),
        Field("address", Text()),
        Field("officer", Text()),
        Field("phone", Text()),
        Field("email", Text()),
        Field("lei", Text()),
        Field("eori", Text()),
        Field("gln", Text()),
        Field("vehicles", Text()),
        Field("accounts", Text()),
        Field("taken_over", Text()),
        Field("notes", Text()),
    ),
    core=("identifier", "name"),
)

SITES = Record(
    "sites",
    (
        Field("operator", Text(), needed=True),
        Field("code", Text(), needed=True),
        Field("name", Text()),
        Field("address", Text()),
        Field("country", Country()),
        Field("latitude", Text()),
        Field("longitude", Text()),
        Field("activities", Choice(words("activities"), several=True)),
        Field("secured", Choice(words("yes_no"))),
        Field("taken_over", Text()),
        Field("notes", Text()),
    ),
    core=("operator", "code"),
)

OFFICERS = Record(
    "officers",
    (
        Field("operator", Text(), needed=True),
        Field("name", Text(), needed=True),
        Field("role", Text()),
        Field("site", Text()),
        Field("since", Day(), needed=True),
        Field("until", Day()),
        Field("phone", Text()),
        Field("email", Text()),
        Field("document", Text()),
        Field("notes", Text()),
    ),
    core=("operator", "name"),
)

LINKS = Record(
    "operator-links",
    (
        Field("one", Text(), needed=True),
        Field("other", Text(), needed=True),
        Field("kind", Choice(words("link_kinds")), needed=True),
        Field("basis", Text()),
        Field("notes", Text()),
    ),
    core=("one", "other"),
)

LICENCES = Record(
    "licences",
    (
        Field("number", Text(), needed=True),
        Field("holder", Text(), needed=True),
        Field("kind", Text()),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("activities", Choice(words("activities"), several=True)),
        Field("site", Text()),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("period", Choice(words("periods"))),
        Field("max_stock", Amount()),
        Field("strength_from", Amount()),
        Field("strength_to", Amount()),
        Field("end_use", Text()),
        Field("issued", Day()),
        Field("valid_from", Day(), needed=True),
        Field("valid_to", Day(), needed=True),
        Field("grace_until", Day()),
        Field("state", Choice(words("licence_states"))),
        Field("renews", Text()),
        Field("basis", Text()),
        Field("conditions", Text()),
        Field("taken_over", Text()),
        Field("used", Amount()),
        Field("used_until", Day()),
        Field("notes", Text()),
    ),
    core=("number", "holder"),
)

BALANCES = Record(
    "opening-balances",
    (
        Field("operator", Text(), needed=True),
        Field("site", Text()),
        Field("day", Day(), needed=True),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("quantity", Amount(), needed=True),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("taken_over", Text(), needed=True),
        Field("notes", Text()),
    ),
    core=("operator", "quantity"),
)

REQUIREMENTS = Record(
    "annual-requirements",
    (
        Field("country", Text(), needed=True),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("quantity", Amount(), needed=True),
        Field("unit", Text()),
        Field("since", Day(), needed=True),
        Field("source", Text()),
        Field("notes", Text()),
    ),
    core=("country", "quantity"),
)

DEALS = Record(
    "deal-checks",
    (
        Field("buyer", Text(), needed=True),
        Field("seller", Text()),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("quantity", Amount(), needed=True),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("contains", Text()),
        Field("activity", Choice(words("activities"))),
        Field("site", Text()),
        Field("day", Day()),
        Field("notes", Text()),
    ),
    core=("buyer", "quantity"),
)
