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
import precursors.cases.forums.models
import precursors.cases.models
import precursors.cases.person_models
import precursors.custody.chain_models
import precursors.custody.models
import precursors.disposal.closing_models
import precursors.disposal.draft_models
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
import precursors.licensing.notifications.requests_models
import precursors.licensing.places_models
import precursors.licensing.requirements_models
import precursors.lives.models
import precursors.mirror.models
import precursors.mirror.permits_models
import precursors.ranking.models
import precursors.reports.models
import precursors.scope.models
import precursors.seizures.models
import precursors.seizures.totals
import precursors.stock.models
import precursors.stock.operations_models
import precursors.substances.models
import precursors.trade.life_models
import precursors.trade.models  # noqa: F401 - importing a room's models is what makes its tables known
from precursors.app.late import late
from precursors.audit.guards import seal_guards
from precursors.audit.leaves import set_tails
from precursors.audit.quick import set_tail
from precursors.audit.reasons import withhold
from precursors.audit.verify import register
from precursors.cases.guards import case_guards
from precursors.db.guards import base_guards
from precursors.db.rows import row_guards
from precursors.db.walls import guards_hold
from precursors.flags.naming import name_told
from precursors.i18n.catalogue import name_values
from precursors.ledger.guards import ledger_guards
from precursors.ledger.verify import TAIL, tails
from precursors.licensing import dealings
from precursors.licensing.naming import names_of
from precursors.problems import Problem
from precursors.registers.party_names import named_by
from precursors.scope.visible import confine
from precursors.trade.dealt import dealt

GUARDS = (base_guards, seal_guards, ledger_guards, case_guards, row_guards)
"""Each answers the statements for one dialect, in the order they are laid."""


def guards(dialect: str) -> list[str]:
    """Every trigger and function of the registry for `dialect`."""
    return list(chain.from_iterable(room(dialect) for room in GUARDS))


def guards_stand(session: Session) -> Iterator[Problem]:
    """For `verify`: every guard is as `guards` lays it, and there is no other."""
    return guards_hold(session, guards(session.get_bind().dialect.name))


NAMERS = {
    "substance": "precursors.substances.titles:title",
    "record": "precursors.substances.titles:title",
    "differing": "precursors.registers.differing:differing",
    **dict.fromkeys(("evidence", "step", "steps", "before", "after", "what"), "precursors.disposal.naming:name_key"),
    **dict.fromkeys(("one", "other", "part", "earlier", "later"), "precursors.disposal.naming:name_part"),
    "side": "precursors.licensing.deals_rules:name_side",
    "box_field": "precursors.licensing.authorisations.record:name_field",
    "neighbour": "precursors.substances.titles:title",
    "coded": "precursors.substances.titles:title",
    "reaction": "precursors.substances.grounds:name_ground",
    "state": "precursors.lives.naming:name_state",
    "verb": "precursors.lives.naming:name_verb",
    "possible": "precursors.lives.naming:name_verb",
}
"""Values of sentences, and what writes them as people say them."""

FLAG_NAMERS = {
    "direction": "precursors.trade.flag_words:name_direction",
    "checked": "precursors.trade.flag_words:name_checked",
    "code": "precursors.trade.flag_words:name_lacking",
    "field": "precursors.trade.flag_words:name_field",
    "held": "precursors.trade.flag_words:name_goods",
    "was": "precursors.trade.flag_words:name_goods",
    "now": "precursors.trade.flag_words:name_goods",
    "country": "precursors.trade.flag_words:name_country",
    "partner": "precursors.trade.flag_words:name_country",
    "origin": "precursors.trade.flag_words:name_country",
    "destination": "precursors.trade.flag_words:name_country",
    "transit": "precursors.trade.flag_words:name_country",
}
"""Values that only flags tell so."""

CHECKS = {
    "balances": "precursors.ledger.verify:balances_hold",
    "look-ups": "precursors.intake.folds:folds_hold",
    "standing rows": "precursors.audit.keys:standing_rows_hold",
    "states": "precursors.lives.verify:states_hold",
    "monthly sums": "precursors.trade.months:months_hold",
    "flagged records": "precursors.flags.marks:marks_hold",
    "own figures": "precursors.editions.verify:figures_hold",
    "what is usual": "precursors.anomalies.kept:usual_holds",
    "custody": "precursors.custody.chain:holdings_hold",
    "persons of cases": "precursors.cases.committing:persons_hold",
    "guards": "precursors.app.registry:guards_stand",
    "row walls": "precursors.db.rows:rows_hold",
    "schema": "precursors.db.shape:schema_holds",
    "file": "precursors.db.shape:file_is_whole",
}
"""What `verify` looks through, in this order. Few commands verify, so the rooms are loaded when it does."""

set_tails(tails)
set_tail(TAIL)
for value, place in NAMERS.items():
    name_values(value, late(place))
for value, place in FLAG_NAMERS.items():
    name_told(value, late(place))
for part, place in CHECKS.items():
    register(part, late(place))
dealings.register(dealt)
named_by(names_of)
confine(late("precursors.cases.confining:known_to"))
withhold(late("precursors.cases.withholding:acts_withheld"))
