"""A certificate as it is laid out: one description, drawn as a page and set as a PDF, so that the two cannot disagree.

Figures stand as the act sealed them; labels and moments are in the reader's language, the sealed instant behind each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from precursors.disposal.dossier import moment_of
from precursors.disposal.naming import name_key, name_part, name_rule
from precursors.disposal.rules.evidence import sign
from precursors.i18n.catalogue import SOURCE, reviewed, text
from precursors.substances.titles import title
from precursors.web.figures import moment
from precursors.web.language import direction, language
from precursors.web.texts import SECTION, t

LEGAL = ("disposal.legal-non-retrievable", "disposal.legal-balance", "disposal.legal-verify")
"""Sentences of law on a certificate."""
BESIDE = 4
"""Lots whose balances stand beside each other, part under part; more of them stand under each other."""
UNKNOWN = "–"
"""What nobody has said; never 0."""
Told = Mapping[str, Any]
"""The sealed content of a certificate, or a part of it. Certificates of the first form lack what later ones say."""
NUMBER = "number"


class Block(NamedTuple):
    """One table: its title, its columns with their kinds, its rows."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[str]]


class Paper(NamedTuple):
    """Everything a certificate says, in the order in which it says it."""

    warnings: Sequence[str]
    facts: Sequence[tuple[str, str]]
    blocks: Sequence[Block]
    legal: Sequence[Sequence[tuple[str, str]]]
    """For each sentence of law its language and words: one in a reviewed language, else two."""


def paper_of(content: Told) -> Paper:
    """The sealed content laid out for the reader."""
    blocks = [each for each in _blocks(content) if each.rows]
    return Paper(list(_warnings(content)), list(_facts(content)), blocks, [legal(each) for each in LEGAL])


def legal(code: str) -> list[tuple[str, str]]:
    """A sentence of law in the reader's language where somebody has reviewed it, else beside the reviewed one."""
    own = language()
    tongues = [own] if reviewed(own) else [own, SOURCE]
    return [(each, text(SECTION, code, each)) for each in tongues]


def _warnings(content: Told) -> Iterator[str]:
    if content["demo"]:
        yield t("disposal.demo")
    if content["stopped"]:
        yield t("disposal.stopped-only")
    yield from draft_classes(content["lines"])


def draft_classes(lines: Sequence[Told]) -> Iterator[str]:
    """That nobody has confirmed how goods are classed, where that is so."""
    if any(_part(line, "hazard").get("status", "reviewed") != "reviewed" for line in lines):
        yield t("certificates.draft-classes")


def _facts(content: Told) -> Iterator[tuple[str, str]]:
    order, release, protocol = content["order"], _part(content, "release"), content["protocol"]
    site, work, registrant = content["site"], _part(content, "work"), _part(content, "registrant")
    yield t("disposal.c-number"), joined(order["number"], order["ref"])
    yield t("certificates.registrant"), joined(registrant.get("name"), content["agency"], registrant.get("country"))
    for name in ("number", "address", "phone", "contact"):
        yield t(f"disposal.f-registrant-{name}"), said(registrant.get(name))
    issued = content["issued"]
    yield t("disposal.issued"), joined(moment_said(issued["at"]), issued["by"], issued["agency"])
    yield t("disposal.release"), joined(release.get("authority"), release.get("reference"))
    yield t("disposal.f-retained"), said(release.get("retained"))
    yield t("disposal.f-protocol"), joined(protocol["code"], protocol["version"], protocol["sha256"])
    yield t("disposal.legal-basis"), joined(protocol.get("legal_basis"), protocol.get("authority"))
    yield t("disposal.method"), joined(protocol["method"], protocol["operation"])
    yield t("disposal.f-site"), joined(site["name"], site["permit"])
    yield t("certificates.work"), joined(*map(moment_said, filter(None, (work.get("began"), work.get("ended")))))
    yield from _sometimes(content)


def _sometimes(content: Told) -> Iterator[tuple[str, str]]:
    """What only some certificates have to say."""
    emergency, later = _part(content, "emergency"), content["protocol"]["later"]
    told = {
        "certificates.emergency": [
            *emergency.get("authorities", ()),
            moment_said(emergency.get("at")),
            *emergency.get("court", ()),
        ],
        "disposal.later-protocol": later,
        "disposal.went-on-in": content["children"],
        "certificates.corrects": [content.get("corrects")],
    }
    yield from ((t(key), joined(*values)) for key, values in told.items() if any(values))


def _blocks(content: Told) -> Iterator[Block]:
    lines = content["lines"]
    unit = t("web.kg", figure="").strip()
    whole = Block(f"{t('disposal.balance')} ({unit})", columns(_BALANCE, NUMBER), [_balance(each) for each in lines])
    yield turned(whole) if 0 < len(lines) <= BESIDE else whole
    yield from goods_blocks(lines)
    yield Block(t("disposal.steps"), columns(_STEPS), [_step(each) for each in content.get("steps", ())])
    yield Block(t("disposal.deviations"), columns(_DEVIATIONS), [_deviation(each) for each in content["deviations"]])
    signed = [*content.get("journey", ()), *content["witnesses"]]
    yield Block(t("certificates.signatures"), columns(_SIGNED), [_signature(each) for each in signed])


def goods_blocks(lines: Sequence[Told]) -> Iterator[Block]:
    """The goods with their classes, and their containers with the seals on them."""
    yield Block(t("certificates.goods"), columns(_GOODS), [_goods(each) for each in lines])
    yield Block(t("certificates.containers"), columns(_CONTAINERS), list(_containers(lines)))


def turned(block: Block) -> Block:
    """Rows beside each other, so that a few of many columns fit a tablet and a sheet of paper."""
    heads = [(t("disposal.f-part"), ""), *((row[0], NUMBER) for row in block.rows)]
    rows = [
        [text[:1].upper() + text[1:], *(row[n] for row in block.rows)] for n, (text, _) in enumerate(block.columns) if n
    ]
    return Block(block.title, heads, rows)


_BALANCE = (
    "disposal.c-lot", "disposal.c-seized", "disposal.w-sample-kept", "disposal.w-sample-used", "disposal.c-returned",
    "disposal.c-disposed", "disposal.c-residue", "disposal.c-loss", "disposal.c-unexplained",
    "certificates.uncertainty", "disposal.c-limit", "disposal.c-added",
)  # fmt: skip
_WEIGHED = (
    "seized", "sample-kept", "sample-used", "returned", "disposed", "residue", "loss", "unexplained", "uncertainty",
    "limit", "added",
)  # fmt: skip
_GOODS = (
    "disposal.c-lot", "certificates.goods", "certificates.strength", "certificates.sent", "certificates.received",
    "certificates.transport", "certificates.ghs", "disposal.waste",
)  # fmt: skip
_CONTAINERS = ("disposal.c-lot", "certificates.container", "certificates.net", "disposal.f-seals")
_STEPS = (
    "disposal.c-step", "disposal.w-performer", "disposal.w-witness", "disposal.c-at", "certificates.readings",
    "disposal.c-verdict",
)  # fmt: skip
_DEVIATIONS = ("disposal.f-rule", "disposal.f-observed", "disposal.f-grade", "disposal.f-decision")
_SIGNED = ("disposal.c-part", "disposal.c-person", "disposal.c-agency", "disposal.c-at")


def columns(keys: Sequence[str], kind: str = "") -> list[tuple[str, str]]:
    """The first column names the row; the others are of one kind."""
    return [(t(key), kind if n else "") for n, key in enumerate(keys)]


def _balance(line: Told) -> list[str]:
    return [line["lot"], *(said(line.get(name)) for name in _WEIGHED)]


def _goods(line: Told) -> list[str]:
    hazard = _part(line, "hazard")
    name = title(line["substance"], language())
    strength = joined(line.get("purity") and f"{line['purity']} %", line.get("concentration"))
    classes = " + ".join(hazard.get("classes", ()))
    transport = joined(hazard.get("un"), hazard.get("shipping_name"), classes, hazard.get("packing_group"))
    codes = [code for kind, code in (*line["waste"].items(), *hazard.get("waste", {}).items()) if code and kind != "un"]
    return [
        line["lot"],
        joined(name, line.get("cas"), line.get("label")),
        strength,
        joined(f"{line['pieces']} ×", f"{line['seized']} kg", line.get("gross")),
        joined(f"{line['received_pieces']} ×", f"{line['received']} kg") if line.get("received_pieces") else UNKNOWN,
        transport if hazard else said(line["waste"].get("un")),
        " ".join(hazard.get("ghs", ())) or UNKNOWN,
        " ".join(dict.fromkeys(" ".join(codes).replace(";", " ").split())) or UNKNOWN,
    ]


def _containers(lines: Sequence[Told]) -> Iterator[list[str]]:
    for line in lines:
        for each in line.get("containers") or ():
            told = joined(each["number"], each["kind"])
            yield [line["lot"], told, said(each["net"]), said(each["seals"])]
        if not line.get("containers") and line.get("seals"):
            yield [line["lot"], f"{line['pieces']} ×", line["seized"], line["seals"]]


def _step(each: Told) -> list[str]:
    readings = [_reading(key, piece) for key, piece in sorted((each.get("readings") or {}).items())]
    people = [each["performer"], said(each["witness"])]
    return [
        name_key(each["step"], language()),
        *people,
        moment_said(each["at"]) or UNKNOWN,
        "; ".join(readings) or UNKNOWN,
        t(f"disposal.w-{each['verdict']}"),
    ]


def _reading(key: str, piece: Told) -> str:
    """One piece of evidence: its name and what was read, with unit and instrument."""
    own = piece.get("readings") or [piece]
    return f"{name_key(key, language())} " + ", ".join(" ".join(_ordered(each)) for each in own)


def _ordered(reading: Told) -> list[str]:
    """What was read before its unit, then by what, then the rest."""
    first = [name for name in ("value", "result", "unit", "instrument") if reading.get(name)]
    told = {**reading, "unit": sign(str(reading.get("unit") or "")), "at": moment_said(reading.get("at"))}
    told |= {name: name_part(str(reading[name]), language()) for name in ("result", "verified") if name in reading}
    return [str(told[name]) for name in (*first, *sorted(reading.keys() - set(first))) if told[name]]


def _deviation(each: Told) -> list[str]:
    decision = t(f"disposal.w-{each['decision']}") if each["decision"] else UNKNOWN
    observed = f"{each['observed']} ({each['limits']})"
    return [
        name_rule(each["rule"], language()),
        observed,
        t(f"disposal.w-{each['grade']}"),
        joined(decision, each["by"]),
    ]


def _signature(each: Told) -> list[str]:
    return [
        t(f"disposal.w-{each.get('part', 'witness')}"),
        each["person"],
        each["agency"],
        moment_said(each["at"]) or UNKNOWN,
    ]


def _part(told: Told, name: str) -> Told:
    """A part that may be missing."""
    found: Told = told.get(name) or {}
    return found


def said(value: object) -> str:
    """What is known as it stands on paper."""
    return apart(str(value)) if value else UNKNOWN


def moment_said(text: str | None) -> str | None:
    """A sealed moment as the reader writes it, in the zone of the installation, and behind it the instant as sealed."""
    if not text:
        return None
    try:
        return f"{moment(moment_of(text))} ({apart(text)})"
    except ValueError:
        return text


def joined(*values: object) -> str:
    """What is known, in one line."""
    return " · ".join(apart(str(each)) for each in values if each) or UNKNOWN


def apart(said: str) -> str:
    """A text that runs its own way: within a line from right to left a CAS number would else be read backwards."""
    return f"\u2068{said}\u2069" if direction() == "rtl" else said
