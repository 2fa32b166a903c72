"""The rooms of the API under one address, and what holds for every request before its view runs."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, current_app, request
from flask.blueprints import BlueprintSetupState

from precursors.api.limits import Limiter
from precursors.api.operation import ABOUT, JSON_BYTES, MULTIPART, Operation
from precursors.api.refusals import Wrong, broken, refused
from precursors.problems import problem
from precursors.web.access import perhaps_reader
from precursors.web.errors import speak_otherwise

bp = Blueprint("api", __name__, url_prefix="/api/v1")

LIMITER = "api_limiter"
"""Name of the application's `Limiter` among its extensions."""


@bp.record_once
def _settle(state: BlueprintSetupState) -> None:
    """Programs bring a token, never a cookie: so no form token is asked of them, and errors are told as documents."""
    state.app.extensions["csrf"].exempt(bp)
    state.app.extensions[LIMITER] = Limiter()
    speak_otherwise(state.app.extensions, "/api/", broken)


@bp.before_request
def _within_limits() -> None:
    asking = perhaps_reader()
    caller = f"token {asking.token}" if asking else f"address {request.remote_addr}"
    wait = current_app.extensions[LIMITER].wait(caller)
    if wait:
        abort(refused(429, headers={"Retry-After": str(wait)}))


@bp.before_request
def _readable() -> None:
    """Nobody needs a NUL in an address, and no database takes one; a body that is no file is short."""
    if any("\x00" in text for text in (request.path, *request.args, *request.args.values())):
        abort(refused(400, [Wrong(problem("text.control-character"))]))
    about: Operation | None = getattr(current_app.view_functions.get(request.endpoint or ""), ABOUT, None)
    if about is None or about.takes != MULTIPART:
        request.max_content_length = JSON_BYTES


@bp.after_request
def _same_for_all(answer: Response) -> Response:
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


not_found = partial(refused, 404)
"""The answer about what does not exist for whoever asks."""
