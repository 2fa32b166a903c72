"""Authorisations and notifications as XML: every field of their kinds has its place, and comes back."""

from __future__ import annotations

import pytest

from precursors.exchange.formats import formats
from precursors.exchange.formats.contents import Contents
from precursors.exchange.permit_xml import NAMESPACE, read
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.notifications.record import NOTIFICATIONS
from precursors.problems import Problem

RECORDS = {"authorisation-xml": AUTHORISATIONS, "notification-xml": NOTIFICATIONS}


def things(inside: str) -> Contents:
    """A document of things, read."""
    told = read(f"<L xmlns='{NAMESPACE}'>{inside}</L>".encode(), "things", "L", "P", {"number": "ID"})
    assert isinstance(told, Contents)
    return told


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_goes_out_and_comes_back(name: str) -> None:
    form, fields = formats()[name], [field.key for field in RECORDS[name].fields]
    rows = [{key: f"{key} <{n}> & ó" for key in fields} for n in range(2)]

    (kind,) = form.KINDS
    back = form.read(form.write({kind: rows}, {}))

    assert form.PATHS.keys() == set(fields)
    assert isinstance(back, Contents)
    assert (back.rows, back.unread) == ({kind: rows}, [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no xml", "format.no-xml"),
        (b"<Other/>", "format.no-head"),
        (b"<Authorisations/>", "format.other-version"),
        (b"<Authorisations xmlns='urn:precursors:permits:2'/>", "format.other-version"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Authorisations>&b;</Authorisations>', "format.no-xml"),
    ],
)
def test_what_is_no_such_file_is_told(content: bytes, code: str) -> None:
    told = formats()["authorisation-xml"].read(content)

    assert isinstance(told, Problem)
    assert told.code == code


def test_a_place_nobody_knows_is_told_apart() -> None:
    told = things("<P><ID>1</ID><Colour>red</Colour></P><Q>2</Q>")

    assert (told.rows, told.unread) == ({"things": [{"number": "1"}]}, [(1, "Colour"), (2, "Q")])


def test_two_goods_under_one_permit_are_told_and_none_of_them_is_lost() -> None:
    told = things("<P><ID>1</ID></P><P><ID>2</ID><ID>3</ID></P>")

    assert told.rows == {"things": [{"number": "1"}]}
    assert [(number, each.code, each.values["place"]) for number, each in told.problems] == [
        (2, "format.told-twice", "ID")
    ]
