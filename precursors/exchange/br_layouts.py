"""Lines of Brazil's monthly control map (SIPROQUIM 2), field by field, and what its letters mean.

Sources, all read on 2026-11-28; the manual of the Federal Police itself was not seen.
EM, TN, CC: the technical manual 1.1 as github.com/valentelucass/rpa-conversao-txt-siproquim restates it. PR, PC, SC,
RC, RS, RB, MVN, MM, MT, MA, UC: github.com/andersonls/siproquim2-mapas, its source and its sample file, and TOTVS
Protheus P12, the classes that write the map, which agree. UP, UF, FB: TOTVS Protheus alone. The two disagree on RC and
RB, where the first leaves two blanks more after the code: both are read, the shorter is written.
"""

from __future__ import annotations

from precursors.exchange.fixed_width import Layout, layout

SECTION = ("section", 2)
_PRODUCT = (
    ("form", 2), ("product_code", 11), ("concentration", 3, "percent"), ("density", 5, "density"),
    ("quantity", 15, "amount"), ("unit", 1),
)  # fmt: skip
_NAMED = (("product", 70), ("concentration", 3, "percent"), ("density", 5, "density"))

EM = layout(SECTION, ("carrier", 14, "digits"), ("month", 3), ("year", 4, "digits"), ("activities", 8))
DG = layout(SECTION)
PR = layout(SECTION, ("product_code", 11), *_NAMED)
PC = layout(SECTION, ("product_code", 10), ("product", 70), ("density", 5, "density"))
SC = layout(SECTION, ("substance_code", 11), ("percent", 2, "digits"))
WIDE_RC = layout(SECTION, ("product_code", 13), *_NAMED)
WIDE_RB = layout(SECTION, ("substance_code", 13), ("percent", 2, "digits"))
MVN = layout(
    ("section", 3), ("way", 1), ("letters", 2), ("counterparty", 14, "digits"), ("counterparty_name", 69),
    ("document", 10, "digits"), ("day", 10, "day"), ("storage", 1), ("haulage", 1),
)  # fmt: skip
MM = layout(SECTION, *_PRODUCT)
MT = layout(SECTION, ("carrier", 14, "digits"), ("carrier_name", 70))
MA = layout(
    SECTION, ("keeper", 14, "digits"), ("keeper_name", 70), ("street", 70), ("postcode", 10), ("number", 5),
    ("complement", 20), ("district", 30), ("state", 2), ("town", 7),
)  # fmt: skip
PLACE = ("street", "postcode", "number", "complement", "district", "state", "town")
UF = layout(SECTION, *_PRODUCT, ("notes", 200), ("day", 10, "day"))
UC = layout(SECTION, *_PRODUCT, ("purpose", 1), ("notes", 62), ("day", 10, "day"))
FB = layout(SECTION, *_PRODUCT, ("day", 10, "day"))
TN = layout(
    SECTION, ("carrier", 14, "digits"), ("carrier_name", 70), ("document", 10), ("document_day", 10, "day"),
    ("sender", 14, "digits"), ("sender_name", 70), ("receiver", 14, "digits"), ("receiver_name", 70),
    ("place_from", 1), ("place_to", 1),
)  # fmt: skip
CC = layout(
    SECTION, ("transport_document", 9, "digits"), ("transport_day", 10, "day"), ("arrived", 10, "day"),
    ("taken_over_by", 70), ("mode", 2),
)  # fmt: skip

LAYOUTS: dict[str, Layout] = {
    "DG": DG, "PR": PR, "PC": PC, "SC": SC, "RC": PR, "RS": PC, "RB": SC, "MVN": MVN, "MM": MM, "MT": MT, "MA": MA,
    "UP": MM, "UF": UF, "UC": UC, "FB": FB, "TN": TN, "CC": CC,
}  # fmt: skip
WIDE = {"RC": WIDE_RC, "RB": WIDE_RB}

MONTHS = ("JAN", "FEV", "MAR", "ABR", "MAI", "JUN", "JUL", "AGO", "SET", "OUT", "NOV", "DEZ")
ACTIVITIES = (
    "national-trade", "foreign-trade", "production", "transformation", "consumption", "manufacture", "transport",
    "storage",
)  # fmt: skip
"""The flags of EM, in order."""

FORMS = {"PR": "product", "PC": "mixture", "RC": "residue", "RS": "residue-mixture"}
PARTS_OF = {"PC": "SC", "RS": "RB"}
"""Section of the substances within a mixture."""

TRADED = {
    "EC": "purchase", "ET": "transfer-in", "ED": "donation-in", "EA": "storage-in", "EP": "processed-in",
    "EI": "for-processing-in", "ER": "other-in", "SV": "sale", "ST": "transfer-out", "SA": "storage-return",
    "SI": "processed-return", "SD": "donation-out", "SR": "to-storage", "SP": "to-processing", "SO": "other-out",
}  # fmt: skip
"""Operations of MVN. One source writes other dispatches S0, with a nought: both are read, SO is written."""

MADE = {"UP": "used-in-production", "UF": "produced", "UC": "consumed", "FB": "manufactured"}
PURPOSES = {"1": "cleaning", "2": "analysis", "3": "other", "4": "process", "5": "water"}
UNITS = {"K": "kg", "L": "L"}


def section_of(line: str) -> str:
    """The letters a line begins with."""
    return line[:3] if line[:3] in {"MVN", "MVI", "TRA", "TRI", "AMZ", "TER", "ADQ"} else line[:2]
