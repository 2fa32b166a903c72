"""What each room gives the rooms below it: its tables, its guards, its checks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlalchemy.orm import Session

import precursors.agencies.models
import precursors.agencies.private_models
import precursors.anomalies.models
import precursors.api.models
import precursors.approvals.models
import precursors.audit.models
import precursors.cases.evidence_models
import precursors.cases.models
import precursors.cases.person_models
import precursors.custody.chain_models
import precursors.custody.models
import precursors.disposal.keeping
import precursors.disposal.models
import precursors.disposal.movement_models
import precursors.disposal.work_models
import precursors.documents.models
import precursors.editions.models
import precursors.exchange.models
import precursors.exchange.packages.models
import precursors.exchange.upload_models
import precursors.flags.models
import precursors.holds.models
import precursors.inspections.models
import precursors.jobs.models
import precursors.laboratory.models
import precursors.ledger.models
import precursors.licensing.authorisations.models
import precursors.licensing.balances_models
import precursors.licensing.deals_models
import precursors.licensing.declaration_models
import precursors.licensing.models
import precursors.licensing.notifications.models
import precursors.licensing.places_models
import precursors.licensing.requirements_models
import precursors.lives.models
import precursors.mirror.models
import precursors.ranking.models
import precursors.reports.models
import precursors.scope.models
import precursors.seizures.models
import precursors.seizures.totals
import precursors.stock.models
import precursors.substances.models
import precursors.trade.life_models
import precursors.trade.models  # noqa: F401 - importing a room's models is what makes its tables known
from precursors.anomalies.kept import usual_holds
from precursors.audit.guards import seal_guards
from precursors.audit.keys import standing_rows_hold
from precursors.audit.leaves import set_tails
from precursors.audit.quick import set_tail
from precursors.audit.verify import register
from precursors.cases.committing import persons_hold
from precursors.custody.chain import holdings_hold
from precursors.db.guards import base_guards
from precursors.db.rows import row_guards, rows_hold
from precursors.db.shape import file_is_whole, schema_holds
from precursors.db.walls import guards_hold
from precursors.editions.verify import figures_hold
from precursors.flags.marks import marks_hold
from precursors.i18n.catalogue import name_values
from precursors.ledger.guards import ledger_guards
from precursors.ledger.verify import TAIL, balances_hold, tails
from precursors.licensing import dealings
from precursors.licensing.authorisations.record import name_field
from precursors.licensing.deals_rules import name_side
from precursors.lives.naming import name_state, name_verb
from precursors.lives.verify import states_hold
from precursors.problems import Problem
from precursors.substances.grounds import name_ground
from precursors.substances.titles import title
from precursors.trade.dealt import dealt
from precursors.trade.months import months_hold

GUARDS = (base_guards, seal_guards, ledger_guards, row_guards)
"""Each answers the statements for one dialect, in the order they are laid."""


def guards(dialect: str) -> list[str]:
    """Every trigger and function of the registry for `dialect`."""
    return list(chain.from_iterable(room(dialect) for room in GUARDS))


def guards_stand(session: Session) -> Iterator[Problem]:
    """For `verify`: every guard is as `guards` lays it, and there is no other."""
    return guards_hold(session, guards(session.get_bind().dialect.name))


set_tails(tails)
name_values("substance", title)
name_values("side", name_side)
name_values("box_field", name_field)
name_values("neighbour", title)
name_values("reaction", name_ground)
set_tail(TAIL)
name_values("state", name_state)
name_values("verb", name_verb)
name_values("possible", name_verb)
register("balances", balances_hold)
register("standing rows", standing_rows_hold)
register("states", states_hold)
register("monthly sums", months_hold)
register("flagged records", marks_hold)
register("own figures", figures_hold)
register("what is usual", usual_holds)
register("custody", holdings_hold)
register("persons of cases", persons_hold)
register("guards", guards_stand)
register("row walls", rows_hold)
register("schema", schema_holds)
register("file", file_is_whole)
dealings.register(dealt)
