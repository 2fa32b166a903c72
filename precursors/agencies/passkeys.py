"""Passkeys: what a browser is asked to sign, and whether what it signed is right.

The person shows the device who they are (a finger, a PIN), so a passkey counts as both factors at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from precursors.agencies.private_models import Passkey

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Site:
    """The address under which browsers know this installation; a passkey works nowhere else."""

    host: str
    origin: str
    """Scheme, host and port."""


def new_challenge() -> bytes:
    """What a browser is asked to sign, once."""
    return secrets.token_bytes(32)


def asked_to_make(site: Site, username: str, name: str, challenge: bytes, known: Sequence[Passkey]) -> str:
    """Options, as JSON, with which a browser makes a new passkey."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.host,
        user_id=sha256(b"passkey owner\x00" + username.encode()).digest(),
        user_name=username,
        user_display_name=name,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options)


def asked_to_sign(site: Site, challenge: bytes, known: Sequence[Passkey]) -> str:
    """Options, as JSON, with which a browser signs; with none `known`, the person chooses who they are."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def keep_new(
    session: Session, site: Site, username: str, name: str, challenge: bytes, answer: str, now: datetime
) -> bool:
    """Keep the public half of a new passkey, if the browser's answer holds."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):  # the second: JSON that nobody can read
        return False
    if session.get(Passkey, made.credential_id) is not None:
        return False
    row = Passkey(id=made.credential_id, username=username, public=made.credential_public_key, count=made.sign_count)
    row.name, row.made = name.strip()[:LONGEST_NAME], now
    session.add(row)
    return True


def signed_by(session: Session, site: Site, challenge: bytes, answer: str, now: datetime) -> str | None:
    """Whose passkey signed the challenge; None when the answer does not hold."""
    try:
        credential = parse_authentication_credential_json(answer)
        known = session.get(Passkey, credential.raw_id, with_for_update=True)
        if known is None:
            return None
        proved = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=known.public,
            credential_current_sign_count=known.count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    known.count, known.used = proved.new_sign_count, now
    return known.username


def passkeys(session: Session, username: str) -> list[Passkey]:
    """A person's passkeys, oldest first."""
    query = select(Passkey).where(Passkey.username == username).order_by(Passkey.made)
    return list(session.execute(query).scalars())


def remove(session: Session, username: str, number: bytes) -> None:
    """Forget one of a person's passkeys."""
    session.execute(delete(Passkey).where(Passkey.username == username, Passkey.id == number))
