"""`verify`, `checkpoint`, `proof`, `verify-proof`, `verify-package`."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from precursors.app.setup import NotReady
from precursors.audit import checkpoint as notes
from precursors.audit import package as packages
from precursors.audit import proof as proofs
from precursors.audit import statements
from precursors.audit.acts import last_act
from precursors.audit.compact import MARK, unpacked
from precursors.audit.merkle import EMPTY
from precursors.audit.refs import key_of
from precursors.audit.verify import Verdict, unread
from precursors.audit.verify import verify as verify_all
from precursors.cli.place import JSON, Place, answer, place
from precursors.config.settings import load
from precursors.db.scan import says_nothing
from precursors.documents.proofs import document_against, prove_with_documents
from precursors.documents.store import hash_file
from precursors.i18n.catalogue import sentence
from precursors.intake.types import as_written
from precursors.problems import Problem, problem
from precursors.web.sealing import stamped

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify")
@click.option("--checkpoint", "note", type=_FILE, help="A signed log head kept outside.")
@click.option("--key", "key_file", type=_FILE, help="The public key it was signed with, base64, if not today's.")
@click.option(
    "--since", type=click.IntRange(min=0), default=0, metavar="SEQ", help="Recompute rows from this act on only."
)
@JSON
def verify(note: Path | None, key_file: Path | None, since: int, as_json: bool) -> None:
    """Recompute leaves, roots, chain, balances, sums, guards, schema and documents; name the first place that differs.

    With the public key you hold, nobody's word but yours says who signed the head.

    Example: precursors verify --checkpoint head.note --key registry.pub
    """
    if key_file and not note:
        raise click.ClickException("--key is the key a checkpoint was signed with: name the checkpoint too")
    try:
        with place() as here:
            head = _signed(note, key_file, here) if note else None
            with here.database.read() as session:
                if since > (last := last_act(session)):
                    raise click.ClickException(f"--since {since}: there is no such act; the last one is {last}")
                verdict = verify_all(session, since, head, [here.store.whole])
    except (DBAPIError, UnicodeDecodeError, NotReady) as wrong:  # so damaged that not even its schema can be read
        cause = wrong.__cause__ if isinstance(wrong, NotReady) else wrong
        if not isinstance(cause, Exception) or says_nothing(cause):
            raise
        verdict = Verdict(0, 0, EMPTY, unread(cause))
    broken = verdict.broken
    said = sentence(broken, load().language) if broken else ""
    told = {"code": broken.code, "message": said, **broken.values} if broken else None
    document: dict[str, Any] = {"ok": broken is None, "acts": verdict.acts, "rows": verdict.rows}
    document |= {"log_root": verdict.log_root.hex(), "broken": told}
    fine = f"{verdict.acts} acts, {verdict.rows} rows: everything holds"
    answer(document, [said or fine], as_json=as_json, code=1 if broken else 0)


def _signed(note: Path, key_file: Path | None, here: Place) -> tuple[int, bytes]:
    """Size and root that a checkpoint signs, once its signature holds."""
    own = here.settings.signing_key_file
    public = notes.read_public(key_file) if key_file else notes.public_bytes(notes.load_key(own))
    try:
        signed = notes.opened(note.read_text(encoding="utf-8"), public)
    except notes.NotByThisKey as other:
        said = "" if key_file else "; name the public key it was signed with by --key"
        raise click.ClickException(f"{note}: {other}{said}") from None
    except (notes.BadNote, UnicodeDecodeError) as bad:
        raise click.ClickException(f"{note}: {bad}") from None
    return signed.size, signed.root


@click.command("checkpoint")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@JSON
def checkpoint(out: Path, as_json: bool) -> None:
    """Sign the head of the log; keep the file outside this machine.

    Where PRECURSORS_TSA_URL names an authority, its time stamp (RFC 3161) lies beside it as OUT.tst.

    Example: precursors checkpoint head.note
    """
    with place() as here, here.database.read() as session:
        head, _ = notes.log_head(session)
        note = notes.sign(head, notes.load_key(here.settings.signing_key_file))
        url = here.settings.tsa_url
    stamp = stamped(note.encode(), url) if url else None
    if isinstance(stamp, Problem):
        raise click.ClickException(sentence(stamp))
    out.write_text(note, encoding="utf-8")
    beside = out.with_name(f"{out.name}.tst")
    if stamp is not None:
        beside.write_bytes(stamp)
    document = {"size": head.size, "root": head.root.hex(), "out": str(out), "stamp": str(beside) if stamp else None}
    answer(document, [f"signed {head.size} acts: {out}", *([f"stamped: {beside}"] if stamp else [])], as_json=as_json)


@click.command("proof")
@click.argument("ref")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@JSON
def proof(ref: str, out: Path, as_json: bool) -> None:
    """Write the proof of one record, which anybody can check without this registry.

    Example: precursors proof SHP-2026-000001-X proof.json
    """
    with place() as here, here.database.read() as session:
        found = key_of(session, ref)
        if found is None:
            raise click.ClickException(f"there is no record {ref}")
        signing = notes.load_key(here.settings.signing_key_file)
        made = prove_with_documents(session, found[0].__tablename__, found[1], signing)
    out.write_text(json.dumps(made, indent=1), encoding="utf-8")
    answer({"ref": ref, "out": str(out)}, [f"proof of {ref}: {out}"], as_json=as_json)


@click.command("verify-proof")
@click.argument("file", type=_FILE)
@click.option("--key", "key_file", type=_FILE, help="The registry's public key, base64, as you know it.")
@click.option("--document", type=_FILE, help="A file: was its hash recorded as a document of this record?")
@JSON
def verify_proof(file: Path, key_file: Path | None, document: Path | None, as_json: bool) -> None:
    """Check a proof with nothing but itself and, if given, the public key you trust. No database is opened.

    What the record says is told field by field, to be held against the paper that carries the proof. What was scanned
    from the code of an answer before a deal is checked too, by the key named.

    Example: precursors verify-proof proof.json --document certificate.pdf
    """
    try:
        said = file.read_text(encoding="utf-8")
        scanned = statements.scanned(said)
        made: Any = scanned or (unpacked(said) if said.lstrip().startswith(MARK) else json.loads(said))
    except (ValueError, RecursionError):
        raise click.ClickException(f"{file}: not a proof") from None
    if scanned and not key_file:
        raise click.ClickException(f"{file}: a scanned statement carries no key; name the registry's with --key")
    public = notes.read_public(key_file) if key_file else None
    if isinstance(made, dict) and made.get("form") == statements.FORM:
        _statement(made, public, as_json=as_json)
        return
    wrong = proofs.check(made, public)
    if wrong is None and document is not None:
        wrong = document_against(made, hash_file(document), public)
    said = sentence(wrong) if wrong else f"{made['ref'] or 'the record'} is in the log whose head was signed"
    ref = made["ref"] if wrong is None else None
    stated = {} if wrong else proofs.told(made)
    answered = {"ok": wrong is None, "ref": ref, "code": wrong.code if wrong else None, "message": said}
    answered |= {"record": stated}
    lines = [said] if wrong or document is None else [said, f"{document} is a document of it"]
    lines += [f"  {name}: {as_written(value)}" for name, value in stated.items()]
    answer(answered, lines, as_json=as_json, code=1 if wrong else 0)


def _statement(made: dict[str, Any], public: bytes | None, *, as_json: bool) -> None:
    """What a short signed statement says, once its signature holds."""
    found = statements.check(made, public)
    wrong, words = (found, ()) if isinstance(found, Problem) else (None, found)
    said = sentence(wrong) if wrong else " ".join(words)
    document = {"ok": wrong is None, "words": list(words), "code": wrong.code if wrong else None, "message": said}
    answer(document, [said], as_json=as_json, code=1 if wrong else 0)


@click.command("verify-package")
@click.argument("file", type=_FILE)
@click.option("--key", "key_file", type=_FILE, help="The registry's public key, base64, as you know it.")
@JSON
def verify_package(file: Path, key_file: Path | None, as_json: bool) -> None:
    """Check a package: signature, every file, log head, proofs; name the first that differs. No database is opened.

    Example: precursors verify-package evidence.zip --key registry.pub
    """
    public = notes.read_public(key_file) if key_file else None
    files, key, wrong = 0, None, None
    try:
        with packages.opened(file) as package:
            wrong = packages.wrong(package, public)
            files, key = len(package.names), b64encode(package.public_key).decode() if wrong is None else None
    except packages.Damaged as bad:
        wrong = problem("package.damaged", detail=bad)
    fine = f"{files} files are as they were signed by the key {key}" + ("" if public else "; is it the registry's?")
    said = sentence(wrong) if wrong else fine
    document = {"ok": wrong is None, "files": files, "key": key, "code": wrong.code if wrong else None}
    document |= {"name": wrong.values.get("name") if wrong else None, "message": said}
    answer(document, [said], as_json=as_json, code=1 if wrong else 0)
