"""More plants beside their nearest lawful neighbours: packages of both sides, stops, operators, needs, sales.

Parts of the histories of `bench.registered`: what the two sides of trade, the register of operators, the way of goods
and the annual requirements of countries show.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.registered import History

PARTNERS = (
    "FR", "IT", "ES", "PL", "AT", "CZ", "SE", "FI", "DK", "PT", "GR", "HU", "RO", "BG", "HR", "SI", "SK", "LT", "LV",
    "EE", "IE", "CH", "NO", "TR", "UA", "MX", "AR", "CL", "PE", "BR", "IN", "JP", "KR", "TH", "VN", "MY",
)  # fmt: skip
"""Countries nobody else of the histories trades with."""


def permitted(own: History, much: float, day: date, partner: str, **changes: Any) -> str:  # noqa: ANN401 - any cell
    """An import from a country, under an authorisation of its own; answers its document."""
    firm = own.firm()
    number = f"A-{own.made}"
    own.sheets["authorisations"].append(
        {
            "Authorisation No": number, "Kind": "import", "Importer": firm, "Importing Country": "XD",
            "Exporter": f"Works {own.made}", "Exporting Country": partner, "Substance": own.goods.substance,
            "Quantity": much + 1, "Unit": "kg", "Valid From": "2025-01-01", "Valid To": "2025-12-31",
            "State": "granted",
        }
    )  # fmt: skip
    cells = {"Authorisation No": number, "Origin": partner, "Counterparty": f"Works {own.made}"}
    return own.shipment(firm, own.licence(firm), day, much, **cells | changes)


def _figure(own: History, partner: str, much: float, day: date, substance: str = "") -> None:
    """What a partner states it sent here."""
    said = {"Partner Country": partner, "Direction Stated": "export", "Date": day.isoformat()}
    own.sheets["mirror-figures"].append(
        said | {"Substance": substance or own.goods.substance, "Quantity": much, "Unit": "kg"}
    )


def mirrors(own: History, n: int) -> None:
    """A year apart, a side that is missing; beside them a fifth, a hundred kilograms, a ship over the new year."""
    partners = iter(PARTNERS[n % 12 :: 12])
    much, partner = own.rng.randint(300, 600), next(partners)
    if n % 3 == 1:  # we know of nothing
        much += own.made / 1000
        _figure(own, partner, much, own.day())
        own.plant("mirror-mismatch", f"{much:.3f}".rstrip("0").rstrip("."))
    else:
        document = permitted(own, much, own.day(4), partner)
        own.plant("mirror-mismatch", document)
        if n % 3 == 0:
            _figure(own, partner, much * own.rng.choice((0.6, 1.5)), own.day(4))
        else:  # they tell of others and not of this
            _figure(own, partner, 20, date(2024, 5, 9))
            _figure(own, partner, 20, own.day(), own.goods.other)
    near = next(partners)
    permitted(own, much, own.day(5), near)
    _figure(own, near, much * own.rng.choice((0.83, 1.19)), own.day(5))
    light = next(partners)
    if n % 2:
        permitted(own, 45, own.day(6), light)
        _figure(own, light, 140, own.day(6))
    else:
        permitted(own, much, date(2025, 1, own.rng.randint(2, 20)), light)
        _figure(own, light, much, date(2024, 12, own.rng.randint(10, 30)))


def shared(own: History, n: int) -> None:
    """Two operators with one telephone, mailbox, address, officer, account or vehicle; beside them those of a group."""
    names = ("Phone", "Email", "Address", "Responsible Officer", "Bank Accounts", "Vehicles")
    values = (
        "+44 20 79{n:06d}", "office{n}@example.com", "{n} Harbour Road, Port", "Person Number {n}", "DE89 3704 {n:08d}",
        "PLT {n:05d}",
    )  # fmt: skip
    what = n % len(names)
    for joined, off in ((False, 0), (False, 1), (True, 0)):
        one, other = own.firm(), own.firm()
        rows = own.sheets["operators"][-2:]
        rows[0][names[what]] = values[what].format(n=own.made)
        rows[1][names[what]] = values[what].format(n=own.made + 50_000 * off)
        if joined:
            ids = {"Operator": rows[0]["Registration No"], "Other Operator": rows[1]["Registration No"]}
            own.sheets["operator-links"].append(ids | {"Kind of Link": "same"})
        elif not off:
            own.plant("shared-identifiers", one, other)


def stops(own: History, n: int) -> None:
    """Goods that stood three times as long as usual, or off their corridor; beside them a night, a rest, a way."""
    yard, hours = f"Yard {n}", own.rng.randint(8, 12)

    def stop(place: str, long: float, at: str | None = None, **cells: Any) -> str:  # noqa: ANN401 - any cell
        document = str(cells.get("Document No", f"W-{len(own.sheets['stops']) + 1}"))
        since = own.rng.randint(0, 300)
        arrived = date(2025, 1, 2) + timedelta(days=since)
        minutes = 8 * 60 + round(long * 60)
        left, rest = divmod(minutes, 24 * 60)
        own.sheets["stops"].append(
            {
                "Document No": document, "Vehicle": f"V{n}", "Place": place, "Coordinates": at,
                "Arrived": arrived.isoformat(), "Arrival Time": "08:00",
                "Departed": (arrived + timedelta(days=left)).isoformat(),
                "Departure Time": f"{rest // 60:02d}:{rest % 60:02d}",
            }
        )  # fmt: skip
        return document

    for _ in range(8):
        stop(yard, hours * own.rng.uniform(0.8, 1.2))
    own.plant("unusual-route", stop(yard, max(3.8 * hours, 25)))
    stop(yard, 23)  # a night
    slow = f"Customs yard {n}"
    for _ in range(8):
        stop(slow, 30 * own.rng.uniform(0.9, 1.1))
    stop(slow, 75)  # everybody stands long there
    for away, long, told in ((0.05, 2.0, True), (0.05, 0.4, False), (0.004, 2.0, False)):  # degrees of latitude
        document = f"G-{n}-{len(own.sheets['consignments'])}"
        firm = own.firm()
        own.sheets["consignments"].append(
            {
                "Consignment No": document, "Direction": "domestic", "Planned Day": "2025-03-01", "Operator": firm,
                "Substance": own.goods.substance, "Quantity": 40, "Unit": "kg", "Tolerance": "bulk",
                "Corridor": "10.0, 20.0; 10.0, 21.0",
            }
        )  # fmt: skip
        stop(f"Road {n}", long, f"{10 + away:.4f}, 20.5000", **{"Document No": document})
        if told:
            own.plant("unusual-route", document)


def needs(own: History, n: int) -> None:
    """A notification of more than a country needs in a year; beside it one of just so much, and an old estimate."""
    much, day = own.rng.randint(60, 400), own.day(9)
    for country, over, since in (
        (PARTNERS[n], 1, "2025-01-01"), (PARTNERS[12 + n], 0, "2025-01-01"), (PARTNERS[24 + n], 1, "2022-06-01"),
    ):  # fmt: skip
        firm = own.firm()
        need = {"Country": country, "Substance": own.treaty, "Annual Requirement": much, "Unit": "kg"}
        own.sheets["annual-requirements"].append(need | {"Date of Estimate": since, "Source": "estimates of the year"})
        number = f"N-{own.made}"
        said: dict[str, Any] = {
            "PEN No": number, "Sent or Received": "sent", "Exporter": firm, "Exporting Country": "XD",
            "Importer": f"Importer {own.made}", "Importing Country": country, "Substance": own.treaty,
            "Quantity": much + over, "Unit": "kg", "Dispatch Date": day.isoformat(),
            "Notified On": (day - timedelta(days=60)).isoformat(),
        }  # fmt: skip
        own.sheets["notifications"].append(said)
        if over and since > "2023":
            own.plant("requirement-exceeded", number)


def sales(own: History, n: int) -> None:
    """A sale the buyer does not declare, and one buyer served by a group; beside them a day apart, and strangers."""
    day = own.day(2)

    def declared(seller: str, buyer: str, when: date, much: float, *, both: bool = True, off: int = 0) -> str:
        ways = {"Direction": "domestic", "Origin": None, "Destination": None}
        paper = own.shipment(seller, licences[seller], when, much, **ways | {"Counterparty": buyer})
        if both:
            theirs = when + timedelta(days=off)
            own.shipment(buyer, licences[buyer], theirs, much, **ways | {"Counterparty": seller})
        return paper

    licences: dict[str, str] = {}

    def trader() -> str:
        firm = own.firm()
        licences[firm] = own.licence(firm, way="domestic")
        return firm

    seller, buyer = trader(), trader()
    for each in range(5):
        declared(seller, buyer, day + timedelta(days=40 * each), own.rng.randint(5, 9), off=own.rng.randint(0, 3))
    own.plant("unilateral-transaction", declared(seller, buyer, day + timedelta(days=60), 12 + n % 3, both=False))
    declared(seller, buyer, day + timedelta(days=200), 8, both=False)  # the last one may still be on its way in
    much = own.goods.limit
    for joined, share in ((True, 0.6), (True, 0.45), (False, 0.6)):
        one, other, shop = trader(), trader(), f"Shop {own.made}"
        ids = [each["Registration No"] for each in own.sheets["operators"][-2:]]
        papers = [declared(firm, shop, day, round(much * share), both=False) for firm in (one, other)]
        if joined:
            link = {"Operator": ids[0], "Other Operator": ids[1], "Kind of Link": "same"}
            own.sheets["operator-links"].append(link)
        if joined and share > 0.5:
            own.plant("split-across-sites", *papers)


PARTS: tuple[Callable[[History, int], None], ...] = (mirrors, shared, stops, needs, sales)
