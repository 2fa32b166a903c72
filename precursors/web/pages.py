"""What every page has: texts and figures in the reader's language, components, addresses of assets, error pages."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from precursors import __version__
from precursors.config.settings import LANGUAGES
from precursors.i18n.catalogue import reviewed
from precursors.web import figures, texts
from precursors.web.access import opens, perhaps_reader
from precursors.web.assets import KEPT, asset, style_sheets
from precursors.web.errors import errors
from precursors.web.language import NAMES, direction, follow_choice, language, timezone
from precursors.web.offers import offers
from precursors.web.tables import stated, under


class Link(NamedTuple):
    """One entry of a navigation: where it leads, what it says, whether the reader is there."""

    href: str
    text: str
    current: bool = False


def furnish(app: Flask) -> None:
    """Give `app`, which stands in an installation already, what the templates of `web` count on.

    The frame shows who is signed in, and what the template global `frame` answers, which an application gives:
    `registry_name`; `navigation`, `person_links` and `footer_links` (lists of `Link`); `sign_out` (the address of the
    form that signs out); `before_all` (a `Link` to what whoever is signed in has to do before all else). Each may be
    missing. A page asks once; what stands in the context is asked for by every component that is a template.
    """
    app.config.update(SEND_FILE_MAX_AGE_DEFAULT=KEPT)
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    own = environment.loader
    components = PrefixLoader({name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")})
    environment.loader = ChoiceLoader([*([own] if own else []), components])
    environment.filters.update(figures.FILTERS, query=_query, stated=stated, under=under)
    environment.globals.update(texts.GLOBALS, asset=asset, style_sheets=style_sheets)
    environment.globals.update(language=language, direction=direction, languages=_languages, here_with=_here_with)
    environment.globals.update(offers=offers, opens=opens, frame=dict)
    app.context_processor(_known)
    follow_choice(app)
    errors(app)


def _known() -> dict[str, object]:
    """Values every template knows."""
    told = {"version": __version__, "zone": str(timezone()), "reviewed": reviewed(language())}
    return told | {"reader": perhaps_reader()}


def _languages() -> list[tuple[str, str]]:
    """(code, own name) of every language a reader may choose."""
    return [(code, NAMES[code]) for code in LANGUAGES]


def _query(values: dict[str, object]) -> str:
    """Names and values as they stand behind the question mark of an address."""
    return urlencode(values, doseq=True)


def _here_with(**changes: object) -> dict[str, object]:
    """The query of this page with `changes`, for a link that keeps filters; None takes a value out."""
    kept: dict[str, object] = dict(request.args.lists())
    return {name: value for name, value in (kept | changes).items() if value is not None}
