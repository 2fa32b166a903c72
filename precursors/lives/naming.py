"""What a reader's language calls states and verbs: sections `states` and `verbs` of the catalogues."""

from __future__ import annotations

from precursors.i18n.catalogue import text


def name_state(state: str, language: str) -> str:
    """A state as people say it."""
    return text("states", state, language)


def name_verb(verbs: str, language: str) -> str:
    """A verb as people say it, or several joined by commas."""
    return ", ".join(text("verbs", verb.strip(), language) for verb in verbs.split(","))
