"""From seized lots to certificates, on both engines: a deviation, an emergency, a residue, a load that stops."""

from __future__ import annotations

import json
from datetime import timedelta

from precursors.audit.refs import key_of
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.disposal import closing, leave, residue
from precursors.disposal.closing_models import DisposalCertificate
from tests.disposal.makers import (
    EVIDENCE,
    OWNER,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_order,
    at_work,
    codes,
    decided,
    going,
    good,
    logged,
    planned,
    put,
    received,
    simply,
)

STEPS = ("identity", "weigh-in", "protection", "atmosphere", "feed", "ash", "weigh-out", "witnessed")


def ended(site: Site, ref: str) -> str:
    """From the last step to the certificate."""
    for name, verb in (("dora", "end-work"), ("dora", "verify-residue"), ("dora", "reconcile")):
        good(simply(site, ref, name, verb))
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    made = str(good(simply(site, ref, "iris", "certify")))
    good(simply(site, ref, "dora", "close"))
    return made


def content(database: Database, ref: str) -> dict:
    """What a certificate says."""
    with database.read() as session:
        found = key_of(session, ref)
        assert found is not None
        return dict(json.loads(session.get_one(DisposalCertificate, found[1]).content))


def test_a_mixed_load_goes_from_seizure_to_certificate(database: Database) -> None:
    site = a_site(database)
    solvents, landfill = a_protocol(site), a_protocol(site, "demo-landfill-residue")
    load = [a_line(), a_line("LOT-2", "toluene", "200"), a_line("LOT-3", "methyl-ethyl-ketone", "100")]
    ref = an_order(site, *load, show=("XD-CRT",))
    good(put(site, ref, "sample-kept", "0.05", "LOT-1"))
    at_work(site, ref, solvents)

    for step in STEPS[:4]:
        assert good(logged(site, ref, step)).verdict == "pass"
    cold = {**EVIDENCE["feed"], "temperature": {"value": "849.9", "instrument": "THERMO"}}
    assert good(logged(site, ref, "feed", cold)).verdict == "fail"
    assert site.state(ref) == "on-hold"
    assert codes(decided(site, ref, "accept", "pia")) == {"disposal.deviation-own"}
    good(decided(site, ref, "repeat"))
    for step in STEPS[4:]:
        assert good(logged(site, ref, step)).verdict == "pass"
    for lot, kilograms in (("LOT-1", "499.8"), ("LOT-2", "199"), ("LOT-3", "100")):
        good(put(site, ref, "disposed", kilograms, lot))
    good(put(site, ref, "residue", "0.9", "LOT-2"))
    assert codes(simply(site, ref, "dora", "reconcile")) == {"life.not-from-here", "disposal.residue-order-needed"}
    good(simply(site, ref, "dora", "end-work"))
    assert codes(simply(site, ref, "dora", "verify-residue")) == {"disposal.residue-order-needed"}
    ash = good(
        site.doing(ref, "dora", "open-residue", lambda s, w, d: residue.child(s, w, d, "residue", "D-1R", "ash"))
    )
    for verb in ("verify-residue", "reconcile"):
        good(simply(site, ref, "dora", verb))
    assert codes(simply(site, ref, "iris", "certify")) == {"disposal.witnesses-few"}
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    certificate = good(simply(site, ref, "iris", "certify"))
    assert codes(simply(site, ref, "iris", "certify")) == {"disposal.certificate-exists"}
    good(simply(site, ref, "dora", "close"))

    at_work(site, ash, landfill)
    for step in ("weigh-in", "leach", "witnessed"):
        assert good(logged(site, ash, step)).verdict == "pass"
    good(put(site, ash, "disposed", "0.9"))
    ended(site, ash)

    told = content(database, certificate)
    assert [line["substance"] for line in told["lines"]] == ["acetone", "toluene", "methyl-ethyl-ketone"]
    assert [line["unexplained"] for line in told["lines"]] == ["0.150", "0.100", "0.000"]
    assert [each["decision"] for each in told["deviations"]] == ["repeat"]
    assert {each["agency"] for each in told["witnesses"]} == {"XD-POL", "XD-CUS"}
    assert told["children"] == [ash]
    with database.read() as session:
        assert verify(session).broken is None
        found = key_of(session, certificate)
        assert found is not None


def test_an_emergency_needs_two_authorities_and_the_court_is_told(database: Database) -> None:
    site = a_site(database)
    protocol = a_protocol(site)
    ref = an_order(site)

    def danger(name: str) -> object:
        return site.doing(ref, name, "endanger", lambda s, w, d: leave.endanger(s, w, d, "drums swell"))

    good(danger("ann"))
    assert codes(danger("bob")) == {"disposal.emergency-two", "disposal.no-plan"}
    good(planned(site, ref, protocol))
    assert leave.danger_told(site.dossier(ref)) == ((OWNER,), None, False)
    good(danger("wanda"))
    assert site.state(ref) == "approved"
    told = leave.danger_told(site.dossier(ref))
    assert told is not None
    assert told.agencies == tuple(sorted((OWNER, "XD-POL")))
    assert told.until is not None
    assert timedelta(hours=71) < told.until - site.now < timedelta(hours=73)
    site.later(hours=73)
    assert codes(going(site, ref, "schedule")) == {"disposal.emergency-over"}
    site.later(hours=-72)
    good(going(site, ref, "schedule"))
    good(received(site, ref))
    good(going(site, ref, "start-work"))
    for step in STEPS:
        assert good(logged(site, ref, step)).verdict == "pass"
    good(put(site, ref, "disposed", "500"))
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, ref, "dora", verb))
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    assert codes(simply(site, ref, "iris", "certify")) == {"disposal.court-not-informed"}
    good(site.doing(ref, "dora", "inform", lambda s, w, d: closing.inform_court(s, w, d, "C-99")))
    good(simply(site, ref, "iris", "certify"))
    assert leave.danger_told(site.dossier(ref)) is None


def test_a_stopped_load_is_certified_as_far_as_it_came_and_the_rest_has_its_own_order(database: Database) -> None:
    site = a_site(database)
    protocol = a_protocol(site)
    ref = an_order(site)
    at_work(site, ref, protocol)
    for step in STEPS[:3]:
        good(logged(site, ref, step))
    vapour = {**EVIDENCE["atmosphere"], "lel": {"value": "25.1", "instrument": "GAS"}}
    assert good(logged(site, ref, "atmosphere", vapour)).verdict == "fail"
    assert codes(decided(site, ref, "accept")) == {"disposal.critical"}
    good(decided(site, ref, "stop"))
    assert site.state(ref) == "stopped"
    good(put(site, ref, "disposed", "120"))

    assert codes(simply(site, ref, "dora", "reconcile")) == {"disposal.unexplained"}
    rest = good(
        site.doing(ref, "dora", "open-remainder", lambda s, w, d: residue.child(s, w, d, "remainder", "D-2", "rest"))
    )
    good(simply(site, ref, "dora", "reconcile"))
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    told = content(database, good(simply(site, ref, "iris", "certify")))

    assert (told["stopped"], told["lines"][0]["disposed"], told["lines"][0]["returned"]) == (True, "120.000", "380.000")
    assert site.dossier(rest).lines[0].net_ug == 380 * 10**9
