"""What stops a row, all of it at once, and the cell a person mends it at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from precursors.intake.drafts import Trouble
from precursors.problems import Problem, problem
from precursors.quantities.numbers import Number
from precursors.quantities.recipe import Amount
from precursors.trade.goods import Status
from precursors.trade.measuring import UNMEASURED, Measurer
from precursors.trade.reading import Page
from precursors.trade.tally import Context

NEVER_KEPT = {"amount.zero", "number.range", "number.bound", "number.negative"}
"""Quantities no later choice could make a record of what happened; a problem even when unresolved rows are kept."""

NEAREST = {
    "packages": ("package_size", "quantity", "unit"),
    "package_size": ("unit", "quantity"),
    "unit": ("quantity",),
    "quantity": ("net_mass", "volume", "package_size"),
    "net_mass": ("quantity",),
    "concentration": ("substance",),
    "basis": ("concentration", "substance"),
    "salt": ("substance",),
    "cas": ("substance",),
    "substance": ("cas", "hs"),
}
"""Where a person mends what is wrong with a field that the sheet does not have."""


def clear(page: Page) -> list[bool]:
    """Which rows are plainly lawful and measured. Nothing `against` asks could stop one of them."""
    licences = page.fields["licence"].texts()
    return [
        status is not None
        and status.controlled
        and amount.__class__ is Amount
        and amount.status in ("ok", "ok_flag")
        and amount.number.__class__ is not Number
        and (licence is not None or not status.licence_demanded)
        for status, amount, licence in zip(page.statuses, page.amounts, licences, strict=True)
    ]


def against(page: Page, at: int, context: Context) -> Iterable[Problem]:
    """What stops one row, beside what is wrong with its single cells and what contradicts itself."""
    goods, day, amount = page.goods[at], page.days[at], page.amounts[at]
    yield from goods.problems
    if day is None:
        yield problem("field.missing", "date")
    elif day > context.today:
        yield problem("date.future", "date", value=day, today=context.today)
    if amount is None:
        yield problem("quantity.missing", "quantity")
    elif isinstance(amount, Problem):
        if amount is not UNMEASURED:
            yield amount
    else:
        yield from _amount_against(amount, keep_unresolved=context.keep_unresolved)
    status = page.statuses[at]
    if status is not None:
        licences = page.fields["licence"]
        licence = licences.reading.stated[licences.codes[at]]
        yield from _law_against(status, str(goods.substance), licence)


def _law_against(status: Status, substance: str, licence: str | None) -> Iterable[Problem]:
    if not status.controlled:
        yield problem("substance.not-controlled", "substance", substance=substance)
    elif status.licence_demanded and not licence:
        yield problem("licence.missing", "licence", substance=substance)


def _amount_against(amount: Amount, *, keep_unresolved: bool) -> Iterable[Problem]:
    code = _bounded(amount) or amount.code
    resolvable = amount.status == "ask" and keep_unresolved and code not in NEVER_KEPT
    if code and (amount.status == "refuse" or code in NEVER_KEPT or (amount.status == "ask" and not resolvable)):
        yield Measurer.told(amount, code)


def _bounded(amount: Amount) -> str | None:
    """A range or a bound is no record of what happened, whatever its midpoint. Only typed numbers can be one."""
    if amount.number.__class__ is not Number:
        return None
    return next((code for code in ("number.range", "number.bound") if code in amount.codes), None)


def blamed(page: Page, at: int, problems: Sequence[Problem], told: set[str | None]) -> Iterable[Trouble]:
    """The problems of a row, each at its cell. `told` are the fields whose cells could not be read anyway."""
    for each in problems:
        if each.code in {"field.missing", "quantity.missing"} and each.field in told:
            continue  # the cell is there, and what is wrong with it has been said
        mended = _at_home(page, each)
        cells = page.fields[mended.field] if mended.field else None
        heading, typed = (cells.heading, cells.typed(at)) if cells else (None, None)
        yield Trouble(page.sheet, page.rows[at], heading, mended, typed)


def _at_home(page: Page, wrong: Problem) -> Problem:
    """The problem at a field this sheet has: at its own, else at the one a person would mend."""
    field = wrong.field
    if field is None or field in page.fields:
        return wrong
    return wrong.about(next((near for near in NEAREST.get(field, ()) if near in page.fields), field))
