"""A Flask application with the headers every page of the registry has."""

from __future__ import annotations

from hashlib import sha256
from itertools import chain
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from itsdangerous import Signer
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from precursors.paths import resource
from precursors.web.errors import OTHERWISE, request_id
from precursors.web.numbers import MOST_DIGITS

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Signer.default_digest_method = staticmethod(sha256)  # form tokens name no hash of their own

HSTS = "max-age=31536000; includeSubDomains"
"""Sent over HTTPS only: a browser that came safely once comes back no other way."""


def application(secret: str, proxies: int = 0) -> Flask:
    """An empty application: templates from the registry's folder, strict headers, nothing from another host.

    `proxies` is how many stand before it whose word on address, scheme and host is believed.
    """
    folder = Path(__file__).resolve().parent / "static"
    app = Flask("precursors", template_folder=str(resource("templates")), static_folder=str(folder))
    app.config.update(SECRET_KEY=secret, SESSION_COOKIE_SAMESITE="Strict", SESSION_COOKIE_HTTPONLY=True)
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form is as old as the visit it was opened in, which has its own end
    app.session_interface = _Cookie()
    app.url_map.converters["int"] = _Whole
    app.before_request(_readable)
    CSRFProtect(app)
    app.after_request(_with_headers)
    if proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]  # Flask's own documented way to wrap an application
    return app


class _Whole(IntegerConverter):
    """A whole number in an address, of no more digits than a database takes."""

    regex = rf"[0-9]{{1,{MOST_DIGITS}}}"


def _readable() -> None:
    """No text of ours holds a NUL, and not every database takes one. Who tells errors otherwise looks for itself."""
    if any(request.path.startswith(below) for below in current_app.extensions.get(OTHERWISE, ())):
        return
    names = (each.filename or "" for each in request.files.values())
    sent = chain([request.path], *request.args.lists(), *request.form.lists(), names)
    if any("\x00" in text for text in chain.from_iterable([each] if isinstance(each, str) else each for each in sent)):
        abort(400)


class _Cookie(SecureCookieSessionInterface):
    """The signed cookie; over HTTPS it never travels without, and its name tells browsers to take it from us alone."""

    digest_method = staticmethod(sha256)

    def get_cookie_name(self, app: Flask) -> str:
        """Its name; with this prefix no other host of the same domain, and no plain connection, can plant one."""
        return "__Host-session" if request.is_secure else super().get_cookie_name(app)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        """Whether the cookie may travel over HTTPS only: it does where it was given so."""
        return request.is_secure


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"  # whatever was made for somebody is kept nowhere
    response.headers.setdefault("X-Request-ID", request_id())
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response
