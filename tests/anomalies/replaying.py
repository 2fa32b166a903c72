"""Ask the rules of all flags again."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select

from precursors.anomalies.replay import replay
from precursors.db.engine import Database
from precursors.flags.models import Flag


def replays(database: Database) -> list[tuple[str, str, tuple[object, ...]]]:
    """Rule, verdict and differences of each flag, in the order in which they were raised."""
    with database.read() as session:
        flags = session.execute(select(Flag).order_by(Flag.id)).scalars().all()
        again = [(flag.rule, replay(session, flag, ZoneInfo("UTC"))) for flag in flags]
        second = [replay(session, flag, ZoneInfo("UTC")).verdict for flag in flags]
    assert second == [each.verdict for _, each in again]  # the first left nothing behind in the session
    return [(rule, each.verdict, each.differences) for rule, each in again]
