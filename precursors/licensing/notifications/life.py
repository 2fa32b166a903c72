"""The life of a pre-export notification, sent or received."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

KIND = "notification"

WAITING = ("sent", "viewed", "enquiry")
"""States in which an answer is awaited."""

ANSWERED = ("no-objection", "objected", "no-reply")

NOTIFICATION = Machine(
    KIND,
    "draft",
    edges(
        ("send", "draft", "sent"),
        ("view", "sent", "viewed"),
        ("clear", WAITING, "no-objection"),
        ("object", (*WAITING, "no-reply"), "objected"),
        ("enquire", ("sent", "viewed"), "enquiry"),
        ("lapse", WAITING, "no-reply"),
        ("restart", (*WAITING, *ANSWERED), "sent"),
        ("close", ANSWERED, "closed"),
        ("withdraw", ("draft", *WAITING), "withdrawn"),
    ),
)

BY_HAND = ("send", "view", "clear", "object", "enquire", "lapse", "close", "withdraw")
"""Verbs a person asks for; `restart` follows from an amendment."""

WITH_REASON = frozenset({"object", "enquire", "withdraw"})
"""Verbs that must say why."""
