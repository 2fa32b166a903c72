"""A Flask application with the headers every page of the registry has."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

from precursors.paths import resource

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def application(secret: str) -> Flask:
    """An empty application: templates from the registry's folder, strict headers, nothing from another host."""
    folder = Path(__file__).resolve().parent / "static"
    app = Flask("precursors", template_folder=str(resource("templates")), static_folder=str(folder))
    app.config.update(SECRET_KEY=secret, SESSION_COOKIE_SAMESITE="Strict", SESSION_COOKIE_HTTPONLY=True)
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form is as old as the visit it was opened in, which has its own end
    app.session_interface = _Cookie()
    CSRFProtect(app)
    app.after_request(_with_headers)
    return app


class _Cookie(SecureCookieSessionInterface):
    """The signed cookie; over HTTPS it never travels without."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        """Whether the cookie may travel over HTTPS only: it does where it was given so."""
        return request.is_secure


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
