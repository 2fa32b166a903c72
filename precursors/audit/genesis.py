"""Act 0, from which the chain grows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, last_act, open_act
from precursors.db.engine import lock_writer

LOCAL = Actor("local operator")
"""Who acts at the command line, on the machine itself."""


def begin(session: Session) -> bool:
    """Write and seal the genesis; False when the log has begun already."""
    lock_writer(session)
    if last_act(session) >= 0:
        return False
    open_act(session, "genesis", LOCAL).seal()
    return True
