"""The page on which packages are made for other registries and handed in."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor
from precursors.audit.checkpoint import BadNote
from precursors.documents.store import Store
from precursors.exchange.blueprint import bp
from precursors.exchange.packages.doing import made, own_identity, own_key
from precursors.exchange.packages.filling import KINDS
from precursors.exchange.packages.registries import SHELF as REGISTRIES
from precursors.exchange.packages.rules import NAMELESS, NOMINAL
from precursors.exchange.packages.taking import Arrival, Taken, take_in
from precursors.problems import Problem, Problems, problem
from precursors.registers.doing import terms
from precursors.registers.listing import Filters, page
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t
from precursors.web.texts import told as sentence_of


@bp.get("/packages")
@requires(Permission.EXCHANGE_WITH_OTHERS)
def packages() -> ResponseReturnValue:
    """This registry's key, a form to make a package, a form to hand one in."""
    return _shown([], 200)


def _shown(wrong: list[Problem], status: int) -> ResponseReturnValue:
    with here().database.read() as session:
        known = page(session, REGISTRIES, reader().sight.own, Filters(state="trusted"), here().today, None).rows
    try:
        own = own_identity(here().settings)
    except BadNote:
        own = {}
    return render_template(
        "exchange/packages.html", own=own, known=known, kinds=KINDS, visibilities=(NOMINAL, NAMELESS),
        wrong=[(sentence_of(each), None) for each in wrong],
        typed=request.form,
    ), status  # fmt: skip


@bp.post("/packages/made")
@requires(Permission.EXCHANGE_WITH_OTHERS)
def make_package() -> ResponseReturnValue:
    """Make a package and give it to whoever asked."""
    told = dict(request.form) | {"kinds": " ".join(request.form.getlist("kinds"))}
    given = packaged(told)
    if isinstance(given, Problem):
        return _shown([given], 422)
    octets, called = given
    return send_file(BytesIO(octets), "application/zip", as_attachment=True, download_name=called, max_age=0)


def packaged(told: dict[str, str]) -> tuple[bytes, str] | Problem:
    """The bytes of a package and what it is called. Raises 403 for whoever acts for no agency."""
    asking = reader()
    if asking.agency is None:
        abort(403)
    with tempfile.TemporaryDirectory(dir=here().settings.home) as folder:
        out, actor = Path(folder) / "package.zip", Actor(asking.person, asking.agency)
        done = made(here().settings, here().database, actor, told, here().today, out)
        return done if isinstance(done, Problem) else (out.read_bytes(), f"{done.ref}.zip")


@bp.post("/packages/taken")
@requires(Permission.EXCHANGE_WITH_OTHERS)
def take_package() -> ResponseReturnValue:
    """Take a package in, and show it."""
    done = handed_in()
    if isinstance(done, Problems):
        return _shown(list(done), 422)
    flash(t("packages.known" if done.known else "packages.taken", ref=done.ref), "success")
    return redirect(url_for("exchange_packages.show", ref=done.ref), 303)


def handed_in() -> Taken | Problems:
    """Take the file of the request in by way of the scratch folder. Raises 403 for whoever acts for no agency."""
    asking, given, most = reader(), request.files.get("file"), here().settings.max_file_mb
    if given is None or not given.filename:
        return Problems([problem("document.missing", "file")])
    folder = here().settings.home / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder) as waiting:
        given.save(waiting)
        waiting.flush()
        if waiting.tell() > most << 20:
            return Problems([problem("document.too-large", "file", most=most)])
        with here().database.read() as session:
            known = terms(session, asking.agency)
        name, actor = Path(given.filename).name[:200], Actor(asking.person, asking.agency)
        arrival = Arrival(actor, Path(waiting.name), name, own_key(here().settings))
        return take_in(here().database, Store(here().settings.home / "documents"), known, arrival)
