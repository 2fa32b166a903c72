"""Names on a map lie on no other name and on no disc, and on a line only where there is no other room."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from precursors.reports.drawing.flows import draw as draw_flows
from precursors.reports.drawing.labels import Box, Labels, bow
from precursors.reports.drawing.route_map import draw as draw_routes
from precursors.reports.report import Column, Ink, Row, Table

INK = Ink(mirrored=False, down=lambda *_: None)
POINTS = st.tuples(st.floats(0, 900), st.floats(0, 400))


def box_of(middle: tuple[float, float], says: str) -> Box:
    half = len(says) * 3.3
    return Box(middle[0] - half, middle[1] - 8, middle[0] + half, middle[1] + 2)


@given(st.lists(POINTS, min_size=2, max_size=14))
def test_no_name_lies_on_another(places: list[tuple[float, float]]) -> None:
    labels = Labels(960, 430)
    for at in places:
        labels.disc(at, 4)

    put = [labels.put(at, 4, "Netherlands", 11) for at in places]

    boxes = [box_of(middle, "Netherlands") for middle in put if middle]
    assert not [1 for one, other in combinations(boxes, 2) if one.meets(other)]
    assert not [1 for box in boxes for at in places if box.holds(at)]


def test_a_name_leaves_a_line_free_where_it_can() -> None:
    labels = Labels(960, 430)
    labels.line(bow((300, 200), (300, 300), (300, 400)))

    middle = labels.put((300, 200), 4, "Germany", 11)

    assert middle
    assert middle[1] < 200


def test_two_neighbours_and_the_country_that_lies_nowhere_are_all_named() -> None:
    columns = tuple(Column(each) for each in ("origin", "port-loading", "port-discharge", "destination"))
    rows = [Row((code, None, None, "XD", 1, 10**12), {}) for code in ("DE", "NL", "CL", "AR")]

    picture = draw_routes([Table("ways", (*columns, Column("lines", "count"), Column("base", "kg")), rows)], INK)

    drawn = picture.svg("", "", language="en", direction="ltr")
    assert [name for name in ("Germany", "Netherlands", "Chile", "Argentina", ">XD<") if name not in drawn] == []
    assert "drawn aside" in drawn


def test_the_name_of_an_operator_stands_in_its_box_where_no_ribbon_passes() -> None:
    columns = (Column("lines", "count"), Column("base", "kg"))
    came = Table("came", (Column("origin", "country"), Column("operator"), *columns), [
        Row((code, name, 1, amount), {}) for code, name, amount in (
            ("CL", "Minera Cerro Hondo S.A.", 10**13), ("DE", "Minera Cerro Hondo S.A.", 10**12),
            ("DE", "Solventes Andinos Ltda.", 10**10),
        )
    ])  # fmt: skip
    goals = (Column("operator"), Column("destination", "country"), Column("use"), *columns)
    went = Table("went", goals, [Row(("Minera Cerro Hondo S.A.", "XD", "leaching", 1, 10**13), {})])

    drawn = str(draw_flows([came, went], INK).svg("", "", language="en", direction="ltr"))
    picture = ET.fromstring(drawn)  # noqa: S314 - our own

    named = [each for each in picture.iter() if "Minera" in (each.text or "") and each.tag.endswith("text")]
    widths = [each for each in picture.iter() if each.tag.endswith("path")]
    assert [float(each.get("x", "")) for each in named] == [480.0]
    assert widths
    for path in widths:
        across = [float(pair.split()[0]) for pair in path.get("d", "")[1:].replace("C", "L").rstrip("Z").split("L")]
        assert max(across) <= 355 or min(across) >= 605
