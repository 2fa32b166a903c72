"""A Flask application with the headers every page of the registry has."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response

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
    app.after_request(_with_headers)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
