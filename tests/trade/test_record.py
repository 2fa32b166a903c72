"""What the fields of a shipment make of the words of a cell."""

from __future__ import annotations

import pytest

from precursors.quantities.conventions import convention
from precursors.trade.record import SHIPMENTS
from tests.intake.paper import a_block


@pytest.mark.parametrize(
    ("cell", "way"),
    [
        ("IMPORT", "import"), ("ingreso", "import"), ("INGRESO - IMPORTACIÓN", "import"),
        ("EGRESO - EXPORTACIÓN", "export"),
        ("Ввоз (импорт)", "import"), ("operação de exportação", "export"),
        ("import for re-export", None), ("sideways", None),
    ],
)  # fmt: skip
def test_a_direction_may_stand_amid_other_words_but_not_beside_another(cell: str, way: str | None) -> None:
    (field,) = [each for each in SHIPMENTS.fields if each.key == "direction"]

    read = field.type.read(a_block([[cell]]).columns[0], convention("none"))

    assert read.values[-1] == way
    assert [each.code for each in read.problems.values()] == ([] if way else ["choice.unknown"])
