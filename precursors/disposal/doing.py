"""All that can be done with an order from its page, in the order of its life."""

from __future__ import annotations

from precursors.disposal.deeds import Deed
from precursors.disposal.deeds_ending import ENDING
from precursors.disposal.deeds_moving import MOVING
from precursors.disposal.deeds_planning import PLANNING
from precursors.disposal.deeds_working import WORKING

DEEDS: tuple[Deed, ...] = (*PLANNING, *MOVING, *WORKING, *ENDING)
