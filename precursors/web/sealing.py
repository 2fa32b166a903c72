"""Seals on papers, where the extra `sign` is installed: a PAdES signature with the key of an agency or of the registry,
and an RFC 3161 time stamp from the authority that the settings name.
"""

from __future__ import annotations

import asyncio
import io
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from precursors.config.settings import Settings
from precursors.problems import Problem, problem

AVAILABLE = find_spec("pyhanko") is not None
"""Whether papers can be sealed here. The tool itself is loaded with the first seal: it is large."""
REGISTRY = "registry.p12"
"""Key and certificate of the registry, for agencies that have none of their own."""
FIELD = "Seal"


def key_of(settings: Settings, agency: str) -> Path | None:
    """The file with the key an agency's papers are sealed with; None where nobody has laid one."""
    folder = settings.seals
    if folder is None:
        return None
    found = (folder / name for name in (f"{agency}.p12", REGISTRY))
    return next((each for each in found if each.is_file()), None)


def sealed(paper: bytes, agency: str, settings: Settings) -> bytes | Problem:
    """The paper with its seal and time stamp; as it is where no key is laid; a problem where sealing fails.

    The seal is an increment behind the paper's own bytes: what was set is not set again.
    """
    key = key_of(settings, agency)
    if key is None:
        return paper
    if not AVAILABLE:
        return problem("certificates.no-sealing")
    signers, writer = import_module("pyhanko.sign.signers"), import_module("pyhanko.pdf_utils.incremental_writer")
    fields = import_module("pyhanko.sign.fields")
    secret = (settings.seals_password or "").encode() or None
    try:
        signer = signers.SimpleSigner.load_pkcs12(str(key), passphrase=secret)
    except (OSError, ValueError):
        signer = None
    if signer is None:
        return problem("certificates.seal-unreadable", None, file=key.name)
    kind = fields.SigSeedSubFilter.PADES
    about = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=kind)
    stamper = _stamper(settings.tsa_url) if settings.tsa_url else None
    try:
        made = signers.sign_pdf(writer.IncrementalPdfFileWriter(io.BytesIO(paper)), about, signer, stamper)
    except _failures() as wrong:
        return problem("certificates.not-sealed", None, detail=str(wrong)[:200] or type(wrong).__name__)
    octets: bytes = made.getvalue()
    return octets


def stamped(octets: bytes, url: str) -> bytes | Problem:
    """An RFC 3161 time-stamp token over these octets' SHA-256, DER, with the authority's certificates in it."""
    if not AVAILABLE:
        return problem("certificates.no-sealing")
    try:
        token = asyncio.run(_stamper(url).async_timestamp(sha256(octets).digest(), "sha256"))
    except _failures() as wrong:
        return problem("certificates.not-stamped", None, detail=str(wrong)[:200] or type(wrong).__name__)
    made: bytes = token.dump()
    return made


def _stamper(url: str) -> Any:  # noqa: ANN401 - of the tool
    return import_module("pyhanko.sign.timestamps").HTTPTimeStamper(url, timeout=20)


def _failures() -> tuple[type[BaseException], ...]:
    """What the tool and the way to the authority raise."""
    tool = import_module("pyhanko.sign.general")
    stamps = import_module("pyhanko.sign.timestamps")
    away = import_module("aiohttp")
    return tool.SigningError, stamps.TimestampRequestError, away.ClientError, OSError, ValueError
