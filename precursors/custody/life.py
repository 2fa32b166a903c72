"""The life of a lot in custody, from being recorded to being destroyed, returned or handed to licit use."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

_KEPT = ("recorded", "secured", "sampled", "confirmed", "unidentified", "stored")

LOT = Machine(
    "lot",
    "recorded",
    edges(
        ("secure", "recorded", "secured"),
        ("sample", ("recorded", "secured", "stored", "unidentified", "confirmed"), "sampled"),
        ("confirm", ("sampled", "confirmed", "unidentified"), "confirmed"),
        ("leave-unidentified", ("sampled", "confirmed"), "unidentified"),
        ("store", ("recorded", "secured", "confirmed", "unidentified"), "stored"),
        ("hold", ("stored", "confirmed", "release-pending"), "evidence-hold"),
        ("end-hold", "evidence-hold", "stored"),
        ("ask-release", ("stored", "confirmed"), "release-pending"),
        ("refuse-release", "release-pending", "stored"),
        ("release", "release-pending", "released-for-disposal"),
        ("take-back-release", "released-for-disposal", "stored"),
        ("put-in-batch", "released-for-disposal", "in-batch"),
        ("take-out-of-batch", "in-batch", "released-for-disposal"),
        ("destroy", "in-batch", "destroyed"),
        ("return", ("released-for-disposal", "in-batch"), "returned-to-owner"),
        ("transfer-to-licit-use", ("released-for-disposal", "in-batch"), "transferred-licit-use"),
        ("destroy-urgently", _KEPT, "destroyed-urgent"),
    ),
)
"""A lot in evidence hold cannot be released; one destroyed urgently was sampled and photographed before."""

BY_EVENT = {"seal": "secure", "sample": "sample", "move": "store", "transfer": "store", "receive": "store"}
"""Step of a lot's life that an event of custody brings with it, where it is possible."""
