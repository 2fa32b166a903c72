"""What agencies say where they talk: filter and wall tell the same, and of others only while both are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.sharing import ShareDraft, share, withdraw
from precursors.audit.keys import natural_key
from precursors.audit.verify import verify
from precursors.cases.forums.models import Forum, ForumNote
from precursors.db.engine import Database
from precursors.problems import Problems
from precursors.scope.masking import Masked, as_seen
from precursors.scope.models import NOMINAL, WITHOUT_NAMES
from precursors.scope.visible import Sight, visible
from tests.conftest import lasting
from tests.scope.makers import (
    GIVER,
    RECEIVER,
    STRANGER,
    TESTER,
    TODAY,
    TOMORROW,
    YESTERDAY,
    agencies,
    recorded,
    reference,
)

ALL = (GIVER, RECEIVER, STRANGER)


def a_place(database: Database) -> str:
    """A forum of the giver; answers its reference."""
    values = {
        "agency": GIVER, "file_key": bytes(16), "title": "Two drums", "purpose": "joint", "tier": "nominal",
        "until": TOMORROW, "key": natural_key("forum", "1"),
    }  # fmt: skip
    key = database.write(lambda session: recorded(session, GIVER, Forum, values))
    return reference(database, Forum, key)


def let_in(database: Database, ref: str, receiver: str, until: object = TOMORROW, tier: str = NOMINAL) -> str:
    draft = ShareDraft(ref, receiver, "joint", until, tier)  # type: ignore[arg-type]
    made = database.write(lambda session: share(session, TESTER, draft, Sight(), YESTERDAY))
    assert not isinstance(made, Problems), made
    return made


def say(database: Database, agency: str, text: str) -> None:
    values = {"agency": agency, "forum_key": natural_key("forum", "1"), "text": text, "task": None}
    values |= {"key": natural_key("forum_note", text)}
    database.write(lambda session: recorded(session, agency, ForumNote, values))


def heard(database: Database, agency: str) -> set[str]:
    """What a reader hears by the filter; on PostgreSQL the wall must say the same. Nothing of it is masked."""
    sight = Sight((agency,), TODAY)

    def texts(session: Session, *, filtered: bool) -> set[str]:
        query = select(ForumNote)
        rows = list(session.execute(visible(query, ForumNote, sight) if filtered else query).scalars())
        assert not any(isinstance(each, Masked) for each in as_seen(session, rows, sight))
        return {row.text for row in rows}

    with database.read() as session:
        found = texts(session, filtered=True)
    with database.seen_by(lambda: sight).read() as session:
        assert database.is_sqlite or texts(session, filtered=False) == found
        assert texts(session, filtered=True) == found
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A registry of three agencies; on PostgreSQL one opened by an ordinary role, before whom the wall stands."""
    with lasting(request, tmp_path) as url:
        opened = Database(url)
        agencies(opened)
        yield opened
        opened.close()


def test_those_who_are_there_hear_each_other_and_nobody_else_does(place: Database) -> None:
    ref = a_place(place)
    let_in(place, ref, RECEIVER)
    say(place, GIVER, "mine")
    say(place, RECEIVER, "theirs")

    assert [heard(place, each) for each in ALL] == [{"mine", "theirs"}, {"mine", "theirs"}, set()]
    with place.read() as session:
        assert verify(session).broken is None


def test_whoever_comes_later_hears_the_giver_and_the_others_from_then_on(place: Database) -> None:
    ref = a_place(place)
    say(place, GIVER, "mine")
    let_in(place, ref, RECEIVER)
    say(place, RECEIVER, "before")
    let_in(place, ref, STRANGER)
    say(place, RECEIVER, "after")

    assert heard(place, STRANGER) == {"mine", "after"}
    assert heard(place, GIVER) == {"mine", "before", "after"}


@pytest.mark.parametrize("how", ["expired", "withdrawn", "without names"])
def test_without_a_share_in_force_each_hears_only_itself(place: Database, how: str) -> None:
    ref = a_place(place)
    until = YESTERDAY if how == "expired" else TOMORROW
    given = let_in(place, ref, RECEIVER, until, WITHOUT_NAMES if how == "without names" else NOMINAL)
    say(place, GIVER, "mine")
    say(place, RECEIVER, "theirs")
    if how == "withdrawn":
        place.write(lambda session: withdraw(session, TESTER, given, "over", Sight()))

    assert [heard(place, each) for each in ALL] == [{"mine"}, {"theirs"}, set()]
