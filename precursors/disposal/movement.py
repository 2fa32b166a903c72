"""The document that goes with a load, on paper: a page to print and a PDF, from one description.

It says who gives the load away, who carries it, where it goes, what it is and how it is classed, what each who signed
weighed and counted, and leaves a line for each who has not signed here.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from precursors.disposal.carrying import FACILITY, GENERATOR, TRANSPORTER
from precursors.disposal.content import line_told
from precursors.disposal.dossier import Dossier
from precursors.disposal.movement_models import DisposalWaybill, WaybillCount
from precursors.disposal.paper import Block, apart, columns, draft_classes, goods_blocks, joined, said
from precursors.disposal.rules.balance import kg
from precursors.web import pdf
from precursors.web.figures import moment
from precursors.web.language import language
from precursors.web.texts import t


class Movement(NamedTuple):
    """A movement document laid out in the reader's language."""

    number: str
    agency: str
    order: str
    warnings: list[str]
    facts: list[tuple[str, str]]
    blocks: list[Block]
    unsigned: list[str]
    """Who has still to sign, each with a line of their own."""


def movement_of(session: Session, dossier: Dossier, ref: str) -> Movement | None:
    """The document of an order's load; None where none was drawn up."""
    drawn = dossier.waybill
    if drawn is None:
        return None
    lines = [line_told(session, dossier, line) for line in dossier.lines]
    blocks = [*goods_blocks(lines), Block(t("disposal.counts"), columns(_COUNTS), _counts(dossier))]
    order = joined(dossier.order.number, ref)
    kept = [each for each in blocks if each.rows]
    return Movement(
        drawn.number, drawn.agency, order, list(draft_classes(lines)), _facts(dossier, drawn), kept, _unsigned(dossier)
    )


_COUNTS = (
    "disposal.c-part", "disposal.c-person", "disposal.c-at", "disposal.c-lot", "disposal.c-net", "disposal.f-pieces",
    "disposal.c-verdict",
)  # fmt: skip


def _facts(dossier: Dossier, drawn: DisposalWaybill) -> list[tuple[str, str]]:
    custodians = sorted({line.custodian for line in dossier.lines})
    site = dossier.plan.site if dossier.plan else None
    return [
        (t("disposal.waybill"), said(drawn.number)),
        (t("disposal.c-number"), joined(dossier.order.number)),
        (t("disposal.f-phone"), said(drawn.phone)),
        (t("disposal.w-generator"), joined(drawn.agency, *custodians, drawn.generator_number)),
        (t("disposal.f-carrier"), joined(drawn.carrier, drawn.carrier_number)),
        (t("disposal.f-vehicle"), said(drawn.vehicle)),
        (t("disposal.f-carriers"), joined(*drawn.carriers.split())),
        (t("disposal.w-facility"), joined(site, drawn.facility_number)),
        (t("disposal.f-handling"), said(drawn.handling)),
    ]


def _counts(dossier: Dossier) -> list[list[str]]:
    return [_count(dossier, each) for each in dossier.counts]


def _count(dossier: Dossier, row: WaybillCount) -> list[str]:
    signed = next(each for each in dossier.signatures if each.row.id == row.signature)
    lot = next(line.lot for line in dossier.lines if line.id == row.line)
    at = moment(signed.at)
    told = [t(f"disposal.w-{signed.row.purpose}"), signed.row.person, at, lot, f"{kg(row.ug)} kg", str(row.pieces)]
    return [*told, t(f"disposal.v-{row.verdict}")]


def _unsigned(dossier: Dossier) -> list[str]:
    signed = {(each.part, each.person) for each in dossier.journey}
    parts = {part for part, _ in signed}
    carriers = dossier.waybill.carriers.split() if dossier.waybill else []
    left = [] if GENERATOR in parts else [t(f"disposal.w-{GENERATOR}")]
    left += [joined(t(f"disposal.w-{TRANSPORTER}"), each) for each in carriers if (TRANSPORTER, each) not in signed]
    return left if FACILITY in parts else [*left, t(f"disposal.w-{FACILITY}")]


def as_pdf(made: Movement) -> bytes:
    """The same as a PDF. Raises ModuleNotFoundError without the extra."""
    told = {
        "title": t("disposal.waybill"),
        "agency": made.agency,
        "language": language(),
        "order": made.order,
        "warnings": made.warnings,
        "facts": [[apart(each) for each in row] for row in made.facts],
        "blocks": [each._asdict() | {"rows": [[apart(x) for x in row] for row in each.rows]} for each in made.blocks],
        "unsigned": made.unsigned,
        "footer": made.number,
    }
    return pdf.paper("disposal/movement.typ", told)
