"""A certificate printed: its sealed data and its proof on paper, as a page or as PDF/A with both enclosed."""

from __future__ import annotations

import io
import json
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import segno
from flask import url_for

from precursors.agencies.links import sign_ins
from precursors.audit.checkpoint import NoKey, load_key, read_head
from precursors.audit.merkle import leaf_hash
from precursors.disposal.closing_models import DisposalCertificate
from precursors.disposal.paper import Paper, apart, paper_of
from precursors.documents.proofs import prove_with_documents
from precursors.web import pdf
from precursors.web.here import here, public_address
from precursors.web.language import language
from precursors.web.texts import t

JSON = "application/json"


@dataclass(frozen=True)
class Printed:
    """One certificate, ready to be drawn in the reader's language."""

    ref: str
    row: DisposalCertificate
    newest: str | None
    """Reference of a later version, if one was issued."""
    proof: Mapping[str, Any] | None
    """Its proof; None where the registry has no key to sign one with."""

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was sealed."""
        found: dict[str, Any] = json.loads(self.row.content)
        return found

    @cached_property
    def paper(self) -> Paper:
        """What stands on it."""
        return paper_of(self.content)

    @property
    def leaf(self) -> str:
        """Hash of its leaf in the log, hexadecimal; nothing where it cannot be proved."""
        return leaf_hash(b64decode(self.proof["record"])).hex() if self.proof else ""

    @property
    def checkpoint(self) -> str:
        """The signed head of the log it is in; nothing where it cannot be proved."""
        return str(self.proof["checkpoint"]) if self.proof else ""

    @property
    def address(self) -> str:
        """Where anybody may check it."""
        return public_address(url_for("disposal.verify", code=self.row.code))

    def square(self) -> bytes:
        """The QR code, SVG: address with the code, leaf hash, signed checkpoint."""
        out = io.BytesIO()
        told = "\n".join(filter(None, (self.address, self.leaf, self.checkpoint)))
        code = segno.make(told, error="m", micro=False)
        code.save(out, kind="svg", scale=3, border=4, xmldecl=False, omitsize=True)
        return out.getvalue()

    def hashes(self) -> list[tuple[str, str]]:
        """What ties the paper to the log: label and hash."""
        told = [(t("disposal.hash"), self.row.sha256)]
        if not self.proof:
            return told
        head = read_head(self.checkpoint)
        return [*told, (t("disposal.leaf"), self.leaf), (t("disposal.head"), f"{head.size} {head.root.hex()}")]


def printed(ref: str, row: DisposalCertificate, newest: str | None, *, bare: bool = False) -> Printed:
    """A certificate with its proof, which needs the whole log and tells nothing of it but hashes.

    Raises NoKey where there is no key to sign the proof with, unless it may stand `bare`, without any.
    """
    try:
        signing = load_key(here().settings.signing_key_file)
    except NoKey:
        if bare:
            return Printed(ref, row, newest, None)
        raise
    with here().whole.read() as session:
        proof = prove_with_documents(session, DisposalCertificate.__tablename__, row.id, signing)
    return Printed(ref, row, newest, proof)


def as_pdf(made: Printed) -> bytes:
    """The certificate as PDF/A-3 with sealed data and proof enclosed. Raises ModuleNotFoundError without the extra."""
    enclosed = {f"{made.ref}.json": made.row.content.encode(), f"{made.ref}.proof.json": _json(made.proof)}
    kinds = zip(enclosed, ("data", "supplement"), (t("disposal.certificate"), t("disposal.take-proof")), strict=True)
    warnings = [*made.paper.warnings, *([f"{t('disposal.corrected-by')} {made.newest}"] if made.newest else [])]
    told = {
        "title": t("disposal.certificate"),
        "caption": t("disposal.certificate-version", ref=made.ref, version=made.row.version),
        "agency": made.row.agency,
        "language": language(),
        "warnings": warnings,
        "facts": _own_way(made.paper.facts),
        "blocks": [each._asdict() | {"rows": _own_way(each.rows)} for each in made.paper.blocks],
        "legal": made.paper.legal,
        "signing": _signing(made.content),
        "code": made.row.code,
        "address": made.address,
        "hashes": _own_way(made.hashes()),
        "scan": t("disposal.verify-title"),
        "footer": f"{made.ref} · {made.row.code}",
        "enclosed": [
            {"name": n, "mime": JSON, "relation": relation, "about": t(about)} for n, relation, about in kinds
        ],
    }
    return pdf.paper("disposal/certificate.typ", told, {"qr.svg": made.square()}, enclosed)


def _own_way(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Every cell apart, as a page has it by its markup."""
    return [[apart(each) for each in row] for row in rows]


def _json(document: Mapping[str, Any] | None) -> bytes:
    return json.dumps(document, indent=1).encode()


def _signing(content: Mapping[str, Any]) -> list[str]:
    """Who may sign on paper too: witnesses and issuer, with the names they print, as far as those are still kept."""
    issuer = {"person": content["issued"]["by"], "agency": content["issued"]["agency"], "part": "issuer"}
    people = [*content["witnesses"], issuer]
    with here().whole.aside.read() as aside:
        known = sign_ins(aside, [each["person"] for each in people])
        names = {username: each.name for username, each in known.items()}
    return [
        f"{t('disposal.w-' + str(each.get('part', 'witness')))}: "
        + " · ".join(filter(None, (names.get(each["person"]), each["person"], each["agency"])))
        for each in people
    ]
