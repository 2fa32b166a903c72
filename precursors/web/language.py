"""Which language this reader sees, and which way it runs.

The person's own choice comes first, then what this browser chose before, then what the browser asks for, then the
language of the installation. Following `?language=xx` is how a reader chooses; the parameter has no other use on pages.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context, has_request_context, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from precursors.config.settings import LANGUAGES
from precursors.i18n.catalogue import SOURCE
from precursors.web.access import Reader, perhaps_reader
from precursors.web.here import here

NAMES = {"en": "English", "es": "Español", "fr": "Français", "pt": "Português", "ru": "Русский", "ar": "العربية"}
"""What each language calls itself."""

COOKIE = "language"
_RIGHT_TO_LEFT = {"ar"}
_YEAR = 365 * 24 * 60 * 60


def language() -> str:
    """The two letters of the language that this request is answered in."""
    if has_request_context():
        asking = perhaps_reader()
        known: tuple[Reader | None, str] | None = g.get("language")
        if known is None or known[0] is not asking:  # a page asks some hundred times
            g.language = known = asking, _of_the_request(asking)
        return known[1]
    return _of_the_installation()


def _of_the_request(asking: Reader | None) -> str:
    for wanted in (asking.language if asking else None, request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    return request.accept_languages.best_match(LANGUAGES) or _of_the_installation()


def direction(tongue: str | None = None) -> str:
    """`rtl` for a language written from right to left, else `ltr`."""
    return "rtl" if (tongue or language()) in _RIGHT_TO_LEFT else "ltr"


def timezone() -> ZoneInfo:
    """The time zone in which the installation's readers live."""
    return here().settings.timezone if has_app_context() else ZoneInfo("UTC")


def forget(response: BaseResponse) -> None:
    """Drop what this browser chose: the next person at a shared device has a language of their own."""
    response.delete_cookie(COOKIE)


def follow_choice(app: Flask) -> None:
    """Let `?language=xx` on any page choose the language of this browser, then show the page without it."""
    app.before_request(_chosen)


def _of_the_installation() -> str:
    return here().settings.language if has_app_context() else SOURCE


def _chosen() -> BaseResponse | None:
    tongue = request.args.get("language")
    if request.method != "GET" or tongue not in LANGUAGES or request.path.startswith("/api/"):
        return None
    rest = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "language"])
    # One leading slash only: two would name another host.
    place = request.script_root + "/" + quote(request.path.lstrip("/\\"))
    answer = redirect(f"{place}?{rest}" if rest else place, 303)
    secure = request.is_secure
    answer.set_cookie(COOKIE, tongue, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer
