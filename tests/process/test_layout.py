"""Every picture can be read: nothing lies over anything else, and no line leaves it."""

from itertools import combinations, pairwise

import pytest

from enforcement.process.lanes import planes
from enforcement.process.layout import Box, Plane
from enforcement.process.svg import picture
from enforcement.process.whole import whole

PLANES = planes(whole())
_RINGS = ("clock_",)


def _named(plane: Plane) -> str:
    return plane.about


@pytest.mark.parametrize("plane", PLANES, ids=_named)
def test_shapes_do_not_overlap(plane: Plane) -> None:
    shapes = {name: box for name, box in plane.shapes.items() if not name.startswith(_RINGS)}
    assert not [(one, two) for (one, a), (two, b) in combinations(shapes.items(), 2) if a.meets(b)]


@pytest.mark.parametrize("plane", PLANES, ids=_named)
def test_a_clock_sits_on_the_lower_edge_of_its_task_and_on_nothing_else(plane: Plane) -> None:
    nodes = {node.id: node for scope in whole().scopes() for node in scope.nodes}
    for name, ring in plane.shapes.items():
        if not name.startswith(_RINGS):
            continue
        timer = nodes[name].timer
        assert timer is not None
        host = plane.shapes[timer.host]
        assert ring.middle[1] == host.bottom
        assert host.x <= ring.x
        assert ring.right <= host.right
        assert [other for other, box in plane.shapes.items() if box.meets(ring) and other != name] == [timer.host]


@pytest.mark.parametrize("plane", PLANES, ids=_named)
def test_labels_lie_over_no_shape_but_their_own_and_over_no_label(plane: Plane) -> None:
    for (one, a), (two, b) in combinations(plane.labels.items(), 2):
        assert not a.meets(b), f"the labels of {one} and {two}"
    for name, label in plane.labels.items():
        for other, box in plane.shapes.items():
            assert other == name or not label.meets(box), f"the label of {name} over {other}"


@pytest.mark.parametrize("plane", PLANES, ids=_named)
def test_lines_turn_at_right_angles_inside_the_plane_and_cross_no_task(plane: Plane) -> None:
    width, height = plane.size
    tasks = {name: box for name, box in plane.shapes.items() if box.height > 50 and not name.startswith("note_")}
    for name, points in plane.edges.items():
        assert len(points) >= 2
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
        for (x, y), (x2, y2) in pairwise(points):
            assert x == x2 or y == y2, name
            inner = Box(min(x, x2) + 1, min(y, y2) + 1, max(abs(x - x2) - 2, 1), max(abs(y - y2) - 2, 1))
            assert not [task for task, box in tasks.items() if box.meets(inner) and not name.startswith("flow_clock_")], name


@pytest.mark.parametrize("plane", PLANES, ids=_named)
def test_everything_of_a_scope_is_in_its_picture(plane: Plane) -> None:
    scopes = {scope.id: scope for scope in whole().scopes()}
    shown = [scopes[plane.about]] if plane.about in scopes else list(whole().processes)
    for scope in shown:
        assert {node.id for node in scope.nodes} <= plane.shapes.keys()
        assert {flow.id for flow in scope.flows} <= plane.edges.keys()
        assert {note.id for note in scope.notes} <= plane.shapes.keys()


def test_the_picture_is_the_same_each_time() -> None:
    for one, two in zip(planes(whole()), planes(whole()), strict=True):
        assert picture(whole(), one) == picture(whole(), two)
