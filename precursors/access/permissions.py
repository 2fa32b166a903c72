"""One readable table: which role may do what. A right that is not written here does not exist.

A role says what a person may do; whose records they do it with is decided by `scope.visible`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Permission(Enum):
    """One thing a person may be allowed to do; the value is its name in pages, tokens and the API."""

    READ_REGISTER = "register:read"
    """Operators, licences and their lines."""
    RECORD_REGISTER = "register:write"
    """Enter or import operators and licences."""
    CHECK_DEALS = "deals:check"
    """Ask whether somebody may buy, and read the answers."""
    DECIDE_LICENCES = "licences:decide"
    """Grant, refuse, suspend, resume and amend licences."""
    REVOKE_LICENCES = "licences:revoke"
    """Ask for a licence to be revoked, and agree when somebody else has asked."""
    DECIDE_AUTHORISATIONS = "authorisations:decide"
    """Declare a file complete, grant, refuse, revoke an authorisation."""
    RELEASE_GOODS = "authorisations:release"
    """Let goods go under an authorisation, and endorse what customs saw of them."""
    RECORD_NOTIFICATIONS = "notifications:write"
    """Draft, send and amend pre-export notifications, take in those received, note the answers."""
    EXCHANGE_WITH_OTHERS = "exchange:write"
    """Take in what other countries send, figures and packages, and send packages to them."""
    READ_SHIPMENTS = "shipments:read"
    """Lists, records, their history, ledger lines and proofs."""
    RECORD_SHIPMENTS = "shipments:write"
    """Enter one by one or take in workbooks."""
    CORRECT_RECORDS = "records:correct"
    """Resolve, correct, reverse; always with a reason."""
    EXPORT_RECORDS = "records:export"
    """Take lists away as workbook, CSV or JSON."""
    RELEASE_CONSIGNMENT = "consignments:release"
    """Release, hold, deny, stop or seize goods on their way."""
    READ_STOCK = "stock:read"
    """Declarations of stock, and what they are held against."""
    RECORD_STOCK = "stock:write"
    """Expect, enter or import declarations of stock, and comment on them."""
    DECIDE_RETURN = "stock:decide"
    """Validate, accept or send back a declaration."""
    READ_INSPECTIONS = "inspections:read"
    """Visits, findings, measures, reports of operators."""
    RECORD_INSPECTIONS = "inspections:write"
    """Enter or import them, and follow them up."""
    READ_REPORTS = "reports:read"
    """Returns and figures of a year."""
    FILE_REPORTS = "reports:file"
    """Freeze a report as it is handed to somebody."""
    READ_FLAGS = "flags:read"
    """See what the rules and colleagues found."""
    RAISE_FLAG = "flags:raise"
    """Flag a record by hand."""
    DECIDE_FLAG = "flags:decide"
    """Confirm or dismiss a flag."""
    SET_FIGURES = "figures:set"
    """Set the figures by which the agency's rules find things; what loosens a rule takes a second person with it."""
    READ_DOCUMENTS = "documents:read"
    """Open what is attached to a record."""
    ATTACH_DOCUMENTS = "documents:write"
    """Attach a document to a record."""
    READ_SEIZURES = "seizures:read"
    """Seizures and incidents."""
    RECORD_SEIZURES = "seizures:write"
    """Enter or import seizures and incidents."""
    READ_CUSTODY = "custody:read"
    """Lots, containers, places, samples, reports, holds."""
    RECORD_CUSTODY = "custody:write"
    """Book lots; weigh, seal, open, move, sample and hand over what one has; keep places and instruments."""
    RECORD_LABORATORY = "laboratory:write"
    """Plan sampling, record reports of the laboratory."""
    PLACE_HOLD = "holds:write"
    """Place a legal hold on a record, and lift what the own agency placed."""
    READ_CASES = "cases:read"
    """Case files, who works on them, their tasks, notes and timeline."""
    RECORD_CASES = "cases:write"
    """Open case files, link records to them, give tasks, note what happened."""
    READ_RESTRICTED_CASES = "cases:restricted"
    """Case files that are restricted to those who work on them, without being one of these."""
    DISCLOSE_CASES = "cases:disclose"
    """Give evidence of a case to somebody outside, and take its package away."""
    FORGET_PERSONS = "cases:forget"
    """Destroy who the persons of a case are, when its purpose has ended or an order says so."""
    READ_SUBSTANCES = "substances:read"
    """Substances, their names, codes and listings by date."""
    SET_WATCH_LIST = "substances:watch"
    """Set what the agency watches beside the lists in force."""
    READ_LOG = "log:read"
    """The acts, their hashes and checkpoints; no record behind them."""
    SHARE_RECORDS = "records:share"
    """Show records to another agency for a purpose and a time, and see who read them."""
    INVITE_OPERATORS = "uploads:invite"
    """Give an operator a one-time link to hand in one workbook."""
    READ_DISPOSAL = "disposal:read"
    """Disposal orders, protocols and certificates."""
    RECORD_DISPOSAL = "disposal:write"
    """Ask for orders, plan them, log steps and amounts."""
    SIGN_DISPOSAL = "disposal:sign"
    """Confirm, approve and witness what one is named for; always with a second factor."""
    RELEASE_DISPOSAL = "disposal:release"
    """Write down the leave of a court, a prosecutor or a regulator, or its refusal."""
    DECIDE_DISPOSAL = "disposal:decide"
    """Decide deviations, issue and correct certificates."""
    WRITE_PROTOCOLS = "protocols:write"
    """Hand in versions of protocols."""
    REVIEW_PROTOCOLS = "protocols:review"
    """Review protocols as a chemist."""
    APPROVE_PROTOCOLS = "protocols:approve"
    """Approve and withdraw protocols."""
    ADMINISTER_PEOPLE = "people:write"
    """Add people, give and take roles, reset sign-in; within the own agency unless the role says otherwise."""
    ADMINISTER_AGENCIES = "agencies:write"
    """Add agencies."""
    ADMINISTER_TOKENS = "tokens:write"
    """Make and withdraw tokens of the API for oneself."""


class Role(Enum):
    """What a person is in the registry; the value is its name on pages and at the command line."""

    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    CUSTOMS_OFFICER = "customs-officer"
    POLICE_OFFICER = "police-officer"
    ANALYST = "laboratory-analyst"
    DISPOSAL_OFFICER = "disposal-officer"
    COURT_OFFICER = "court-officer"
    AUDITOR = "auditor"
    LIAISON_OFFICER = "liaison-officer"
    ADMINISTRATOR = "administrator"


_P = Permission
_LOOKS = frozenset({_P.READ_SUBSTANCES, _P.READ_LOG})
_READS = _LOOKS | {_P.READ_REGISTER, _P.READ_SHIPMENTS, _P.READ_FLAGS, _P.READ_DOCUMENTS}
_READS |= {_P.READ_STOCK, _P.READ_INSPECTIONS, _P.READ_REPORTS}
_SIGNS = frozenset({_P.READ_DISPOSAL, _P.SIGN_DISPOSAL})
_WORKS = (
    _READS | _SIGNS | {_P.RECORD_SHIPMENTS, _P.RAISE_FLAG, _P.ATTACH_DOCUMENTS, _P.EXPORT_RECORDS, _P.ADMINISTER_TOKENS}
)
_INSPECTS = _WORKS | {_P.RECORD_REGISTER, _P.CHECK_DEALS, _P.CORRECT_RECORDS, _P.DECIDE_FLAG, _P.INVITE_OPERATORS}
_INSPECTS |= {_P.DECIDE_AUTHORISATIONS, _P.RELEASE_GOODS, _P.RECORD_NOTIFICATIONS, _P.EXCHANGE_WITH_OTHERS}
_INSPECTS |= {_P.RELEASE_CONSIGNMENT, _P.RECORD_STOCK, _P.DECIDE_RETURN, _P.RECORD_INSPECTIONS}
_DECIDES = frozenset({_P.DECIDE_LICENCES, _P.REVOKE_LICENCES})

TABLE: dict[Role, frozenset[Permission]] = {
    Role.INSPECTOR: _INSPECTS,
    Role.SUPERVISOR: _INSPECTS
    | _DECIDES
    | {_P.SET_WATCH_LIST, _P.SHARE_RECORDS, _P.RELEASE_DISPOSAL, _P.DECIDE_DISPOSAL, _P.APPROVE_PROTOCOLS}
    | {_P.FILE_REPORTS, _P.SET_FIGURES},
    Role.CUSTOMS_OFFICER: _WORKS
    | {_P.CHECK_DEALS, _P.CORRECT_RECORDS, _P.DECIDE_FLAG, _P.RELEASE_CONSIGNMENT, _P.RELEASE_GOODS},
    Role.POLICE_OFFICER: _READS | _SIGNS | {_P.RAISE_FLAG, _P.ATTACH_DOCUMENTS, _P.EXPORT_RECORDS},
    Role.ANALYST: _LOOKS | _SIGNS | {_P.READ_SHIPMENTS, _P.READ_DOCUMENTS, _P.ATTACH_DOCUMENTS, _P.REVIEW_PROTOCOLS},
    Role.DISPOSAL_OFFICER: _LOOKS
    | _SIGNS
    | {_P.READ_SHIPMENTS, _P.READ_DOCUMENTS, _P.ATTACH_DOCUMENTS, _P.RECORD_DISPOSAL, _P.WRITE_PROTOCOLS},
    Role.COURT_OFFICER: _LOOKS | _SIGNS | {_P.READ_SHIPMENTS, _P.READ_DOCUMENTS, _P.RELEASE_DISPOSAL},
    Role.AUDITOR: _READS | {_P.READ_DISPOSAL} | {_P.EXPORT_RECORDS, _P.ADMINISTER_TOKENS},
    Role.LIAISON_OFFICER: _READS
    | {_P.SHARE_RECORDS, _P.EXPORT_RECORDS, _P.RECORD_NOTIFICATIONS, _P.FILE_REPORTS, _P.EXCHANGE_WITH_OTHERS},
    Role.ADMINISTRATOR: _LOOKS | {_P.ADMINISTER_PEOPLE, _P.ADMINISTER_AGENCIES, _P.ADMINISTER_TOKENS},
}
"""An administrator gives rights and has none over records; whoever needs both holds two roles, and both are acts."""

_SEES_CUSTODY = frozenset({_P.READ_SEIZURES, _P.READ_CUSTODY})
_HAS_CUSTODY = _SEES_CUSTODY | {_P.RECORD_SEIZURES, _P.RECORD_CUSTODY}
_CUSTODY: dict[Role, frozenset[Permission]] = {
    Role.INSPECTOR: _HAS_CUSTODY,
    Role.SUPERVISOR: _HAS_CUSTODY | {_P.PLACE_HOLD},
    Role.CUSTOMS_OFFICER: _HAS_CUSTODY,
    Role.POLICE_OFFICER: _HAS_CUSTODY,
    Role.ANALYST: _SEES_CUSTODY | {_P.RECORD_CUSTODY, _P.RECORD_LABORATORY},
    Role.DISPOSAL_OFFICER: _SEES_CUSTODY | {_P.RECORD_CUSTODY},
    Role.COURT_OFFICER: _SEES_CUSTODY | {_P.PLACE_HOLD},
    Role.AUDITOR: _SEES_CUSTODY,
    Role.LIAISON_OFFICER: _SEES_CUSTODY,
}
TABLE |= {role: TABLE[role] | more for role, more in _CUSTODY.items()}
"""What each may do with seized goods."""

_KEEPS_CASES = frozenset({_P.READ_CASES, _P.RECORD_CASES})
_CASES: dict[Role, frozenset[Permission]] = {
    Role.INSPECTOR: _KEEPS_CASES,
    Role.SUPERVISOR: _KEEPS_CASES | {_P.DISCLOSE_CASES, _P.FORGET_PERSONS},
    Role.CUSTOMS_OFFICER: _KEEPS_CASES,
    Role.POLICE_OFFICER: _KEEPS_CASES,
    Role.AUDITOR: frozenset({_P.READ_CASES, _P.READ_RESTRICTED_CASES}),
    Role.LIAISON_OFFICER: frozenset({_P.READ_CASES, _P.DISCLOSE_CASES}),
}
TABLE |= {role: TABLE[role] | more for role, more in _CASES.items()}
"""What each may do with case files."""

SECOND_FACTOR = frozenset({Role.SUPERVISOR, Role.LIAISON_OFFICER, Role.ADMINISTRATOR})
"""Roles that may be used only by a person who signed in with a second factor."""


def permitted(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that holders of these roles may do."""
    return frozenset().union(*(TABLE[role] for role in roles))
