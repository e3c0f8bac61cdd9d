"""The layout of the whole: the case in its lanes, and under it the files that are no case, each a pool of its own."""

from math import ceil

from enforcement.process.graph import Kind, Scope, Whole
from enforcement.process.layout import (
    CHANNEL,
    LINE,
    MARGIN,
    NOTE_WIDTH,
    Box,
    Plane,
    note_height,
    path,
    place_in_rows,
    size_of,
    standing,
    under,
)

COLLABORATION = "process"
HEAD, COLUMN, ROW, LANE_PADDING = 30, 200, 130, 20


def planes(whole: Whole) -> list[Plane]:
    """Every picture: the whole first, then the inside of each subprocess."""
    outermost = {process.id for process in whole.processes}
    return [_overview(whole), *(place_in_rows(scope) for scope in whole.scopes() if scope.id not in outermost)]


def pool_id(process: str) -> str:
    """The element that shows a process as a pool."""
    return f"pool_{process}"


def _overview(whole: Whole) -> Plane:
    case, *files = whole.processes
    plane = _in_lanes(case)
    for process in files:
        _add_pool(plane, process)
    width = max(box.width for box in plane.pools.values())
    plane.pools = {name: Box(box.x, box.y, width, box.height) for name, box in plane.pools.items()}
    return plane


def _in_lanes(scope: Scope) -> Plane:
    plane = Plane(COLLABORATION, "执行案件全流程")
    width = 2 * HEAD + int(max(column for column, _ in scope.cells.values()) + 1) * COLUMN
    y = MARGIN
    for lane in scope.lanes:
        notes = [
            note_height(note.text) for note in scope.notes if note.about in lane.nodes and scope.node(note.about).kind is Kind.SUBPROCESS
        ]
        rows = ceil(max((scope.cells[name][1] for name in lane.nodes), default=0) + 1)
        height = rows * ROW + LANE_PADDING + max(notes, default=0)
        plane.lanes[lane.id] = Box(MARGIN + HEAD, y, width - HEAD, height)
        for name in lane.nodes:
            column, row = scope.cells[name]
            node = scope.node(name)
            wide, _ = size_of(node)
            x = MARGIN + 2 * HEAD + int(column * COLUMN) + (COLUMN - wide) // 2
            plane.shapes[name] = box = standing(node, x, y + LANE_PADDING // 2 + int((row + 0.5) * ROW))
            if node.kind is not Kind.SUBPROCESS and node.name:
                plane.labels[name] = under(box, node.name)
        y += height
    plane.pools[pool_id(scope.id)] = Box(MARGIN, MARGIN, width, y - MARGIN)
    _connect(plane, scope)
    _annotate(plane, scope)
    return plane


def _connect(plane: Plane, scope: Scope) -> None:
    forks = {node.id for node in scope.nodes if len(scope.out_of(node.id)) > 1}
    for flow in scope.flows:
        source, target = plane.shapes[flow.source], plane.shapes[flow.target]
        plane.edges[flow.id] = path(source, target, turn_early=flow.source in forks)
        if flow.name:
            plane.labels[flow.id] = Box(target.x - CHANNEL - HEAD, target.middle[1] - LINE - 6, 2 * HEAD - 10, LINE)


def _annotate(plane: Plane, scope: Scope) -> None:
    """Below a phase; above a gateway, whose lines come from below."""
    for note in scope.notes:
        box, height = plane.shapes[note.about], note_height(note.text)
        below = scope.node(note.about).kind is Kind.SUBPROCESS
        placed = Box(box.x, box.bottom + LANE_PADDING if below else box.y - LANE_PADDING // 2 - height, NOTE_WIDTH, height)
        plane.shapes[note.id] = placed
        x = box.middle[0]
        plane.edges[note.line] = ((x, box.bottom), (x, placed.y)) if below else ((x, box.y), (x, placed.bottom))


def _add_pool(plane: Plane, process: Scope) -> None:
    """A process of its own, below what is there already."""
    inside, below = place_in_rows(process), max(box.bottom for box in plane.pools.values()) + HEAD
    right, bottom = inside.size
    dx, dy = MARGIN, below - MARGIN // 2
    plane.shapes |= {name: _moved(box, dx, dy) for name, box in inside.shapes.items()}
    plane.labels |= {name: _moved(box, dx, dy) for name, box in inside.labels.items()}
    plane.edges |= {name: tuple((x + dx, y + dy) for x, y in points) for name, points in inside.edges.items()}
    plane.pools[pool_id(process.id)] = Box(MARGIN, below, right, bottom - MARGIN)


def _moved(box: Box, dx: int, dy: int) -> Box:
    return Box(box.x + dx, box.y + dy, box.width, box.height)
