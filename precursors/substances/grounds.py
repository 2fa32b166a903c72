"""Why two goods may not stand together, as a person reads it."""

from __future__ import annotations

from precursors.i18n.catalogue import text


def name_ground(told: str, language: str) -> str:
    """The ground `code|about|outcomes` in a language: sections `grounds` and `outcomes` of the catalogues."""
    code, about, outcomes = [*told.split("|"), "", ""][:3]
    sentence = text("grounds", code, language, {"about": about})
    follows = ", ".join(text("outcomes", each, language) for each in outcomes.split())
    return f"{sentence}: {follows}" if follows else sentence
