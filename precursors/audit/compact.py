"""A proof as one short text of capital letters and digits, so that it fits into a QR code on paper."""

from __future__ import annotations

import json
import zlib
from base64 import b32decode, b32encode
from collections.abc import Mapping
from typing import Any

MARK = "PCR1:"
"""Begins the text, and says how it is packed."""

LONGEST = 1 << 20
"""Octets a packed proof may unfold to."""


def packed(proof: Mapping[str, Any]) -> str:
    """The proof, deflated and in base 32: what a QR code holds most of."""
    plain = json.dumps(proof, separators=(",", ":"), sort_keys=True).encode()
    return MARK + b32encode(zlib.compress(plain, 9)).decode().rstrip("=")


def unpacked(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """The proof again. Raises ValueError for anything else."""
    body = text.strip().removeprefix(MARK)
    try:
        octets = b32decode(body + "=" * (-len(body) % 8))
        inflater = zlib.decompressobj()
        plain = inflater.decompress(octets, LONGEST)
    except zlib.error as damage:
        raise ValueError(str(damage)) from damage
    if inflater.unconsumed_tail:
        message = "a proof is shorter"
        raise ValueError(message)
    return json.loads(plain)
