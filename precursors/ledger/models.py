"""What is held where, in which measure, and every movement of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Cache, Fact, Table, laid, one_of
from precursors.db.types import Big, Small

MEASURES = ("base_ug", "net_ug", "ul")
"""Micrograms of the controlled substance; micrograms of the goods as weighed; microlitres the law counts."""


class Account(Fact):
    """One address of material or of a permission, in one substance and one measure."""

    __tablename__ = "account"
    __table_args__ = laid(
        Index("uq_account_address", "address", unique=True),
        CheckConstraint(one_of("measure", "base_ug", "net_ug", "ul"), name="measure_known"),
    )
    known_to = "holder"
    facts = (1, ("address", "holder", "role", "substance", "measure", "period", "floor"))

    address: Mapped[str]
    """holder, role, substance, measure, period joined by |: names the account."""
    holder: Mapped[str]
    """Whose: `world`, `operator:…`, `party:…`, `licence-line:…`, `transit:…`."""
    role: Mapped[str]
    """stock, world, transit, quota, used or excess."""
    substance: Mapped[str]
    """Key of the substance."""
    measure: Mapped[str]
    """base_ug, net_ug or ul."""
    period: Mapped[str | None]
    """First day of the period a quota counts for."""
    floor: Mapped[int | None]
    """The balance may not fall under it; None where what is declared is merely observed."""


class Transfer(Table):
    """One movement: balanced by construction. Part of the leaf of the fact it belongs to."""

    __tablename__ = "transfer"
    __table_args__ = laid(
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        sqlite_with_rowid=False,
    )
    sort = "fact"
    part_of = ("fact", None)

    fact: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """The fact it belongs to."""
    k: Mapped[int] = mapped_column(Small, primary_key=True, autoincrement=False)
    """Which of that fact's movements, from 0."""
    debit: Mapped[int]
    """Account it leaves."""
    credit: Mapped[int]
    """Account it enters."""
    amount: Mapped[int]
    """In the accounts' measure."""


class Posting(Cache):
    """Sum of one act's transfers on one account; written by the seal's trigger alone.

    No foreign keys here or on balances: the trigger joins all of them with their accounts once, where keys would ask
    row by row, which is a third of the seal on PostgreSQL.
    """

    __tablename__ = "posting"
    __table_args__ = laid(sqlite_with_rowid=False)
    held_on = "account"

    act: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """The act. First in the key: the seal asks for one act's postings, and they come in order."""
    account: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """The account."""
    delta: Mapped[int]
    """Credits less debits."""


class Balance(Cache):
    """What an account holds now; moved by postings alone."""

    __tablename__ = "balance"
    __table_args__ = laid(CheckConstraint("floor IS NULL OR amount >= floor", name="floor_holds"))
    held_on = "account"

    account: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """The account."""
    amount: Mapped[int]
    """In the account's measure."""
    floor: Mapped[int | None]
    """As the account says."""
    act: Mapped[int]
    """The last act that moved it."""
