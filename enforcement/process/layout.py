"""Where everything stands: a simple, deterministic layout. Nothing overlaps, and lines only turn at right angles in their own channels."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from enforcement.process.graph import Kind, Node, Note, Scope
from enforcement.process.wording import NOTE_CHARACTERS, wide

EVENT, GATEWAY = 36, 50
TASK_WIDTH, TASK_HEIGHT = 130, 80
LABEL_WIDTH, LINE, HALF = 100, 14, 6
# One clock on the edge of a task, its label, and what its ringing leads to below.
SLOT, RING_LABEL_GAP, RING_DROP = 160, 6, 100
NOTE_WIDTH, NOTE_PADDING = 330, 10
MARGIN, GAP, CHANNEL = 60, 60, 25
FLOW_LABEL = 150
LABEL_CHARACTERS = 9

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    def meets(self, other: "Box") -> bool:
        """Whether the two have any area in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass
class Plane:
    """One picture: the boxes of nodes, notes, lanes, pools and labels, and the way of each line. `about` is the element that it shows inside."""

    about: str
    title: str
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    pools: dict[str, Box] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """How far anything reaches to the right and down."""
        boxes = [*self.shapes.values(), *self.labels.values(), *self.lanes.values(), *self.pools.values()]
        return max(box.right for box in boxes) + MARGIN, max(box.bottom for box in boxes) + MARGIN


def text_lines(text: str, characters: int = LABEL_CHARACTERS) -> int:
    """How many lines a text takes at that many Chinese characters a line."""
    return sum(max(1, -(-wide(line) // (2 * characters))) for line in text.splitlines()) if text else 0


def text_width(text: str) -> int:
    """How wide the box of a label is."""
    return min(LABEL_WIDTH, max(wide(line) for line in text.splitlines()) * HALF + HALF)


def size_of(node: Node, clocks: int = 0) -> tuple[int, int]:
    """Width and height of a node's own shape."""
    match node.kind:
        case Kind.START | Kind.END | Kind.TIMER | Kind.RUNG:
            return EVENT, EVENT
        case Kind.EXCLUSIVE | Kind.INCLUSIVE | Kind.PARALLEL:
            return GATEWAY, GATEWAY
        case _:
            return max(TASK_WIDTH, clocks * SLOT), TASK_HEIGHT


def place_in_rows(scope: Scope) -> Plane:
    """A picture of rows between a beginning and an end."""
    return _Rows(scope).plane()


class _Rows:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._plane = Plane(scope.id, scope.title)
        self._split = next((node for node in scope.nodes if node.kind is Kind.INCLUSIVE), None)
        self._left = 2 * MARGIN + EVENT + (GATEWAY + FLOW_LABEL + GAP if self._split else GAP)

    def plane(self) -> Plane:
        top, starts = MARGIN, self._columns()
        for row in self.scope.rows:
            middle = top + self._above(row) + TASK_HEIGHT // 2
            for name in row:
                self._stand(self.scope.node(name), starts[name], middle)
            top = middle + TASK_HEIGHT // 2 + self._below(row) + GAP // 2
        self._frame(max(x + self._slot(name) for name, x in starts.items()), top)
        for note in self.scope.notes:
            self._annotate(note)
        self._connect()
        return self._plane

    def _columns(self) -> dict[str, int]:
        """Where each node of a row begins; a node that several rows lead to begins right of them all."""
        firsts = {row[0] for row in self.scope.rows}
        starts: dict[str, int] = {}
        for row in self.scope.rows:
            x = self._left
            for name in row:
                sources = [flow.source for flow in self.scope.into(name) if flow.source in firsts]
                x = max(x, *(self._left + self._slot(source) + GAP for source in sources), self._left)
                starts[name] = x
                x += self._slot(name) + GAP
        return starts

    def _slot(self, name: str) -> int:
        node = self.scope.node(name)
        width, _ = size_of(node, len(self.scope.timers_on(name)))
        return max(
            width, LABEL_WIDTH if node.kind is Kind.RUNG else 0, NOTE_WIDTH if any(note.about == name for note in self.scope.notes) else 0
        )

    def _above(self, row: Iterable[str]) -> int:
        return max((note_height(note.text) + GAP // 2 for note in self.scope.notes if note.about in row), default=0)

    def _below(self, row: Iterable[str]) -> int:
        if any(self.scope.timers_on(name) for name in row):
            return EVENT // 2 + RING_DROP + EVENT
        return 3 * LINE if any(self.scope.node(name).kind is Kind.RUNG for name in row) else 0

    def _stand(self, node: Node, x: int, middle: int) -> None:
        """A node with its clocks along its lower edge, and below each what it leads to."""
        timers = self.scope.timers_on(node.id)
        box = standing(node, x, middle, len(timers))
        self._plane.shapes[node.id] = box
        if box.width in (EVENT, GATEWAY) and node.name:
            self._plane.labels[node.id] = under(box, node.name)
        for n, timer in enumerate(timers):
            self._hang(timer, x + n * SLOT + CHANNEL // 2, box.bottom)

    def _hang(self, timer: Node, x: int, edge: int) -> None:
        ring, (flow,) = Box(x, edge - EVENT // 2, EVENT, EVENT), self.scope.out_of(timer.id)
        after, name = Box(x, ring.bottom + RING_DROP, EVENT, EVENT), self.scope.node(flow.target).name
        height = text_lines(name) * LINE
        self._plane.shapes |= {timer.id: ring, flow.target: after}
        self._plane.labels[timer.id] = Box(ring.right + 6, edge + RING_LABEL_GAP, text_width(timer.name), text_lines(timer.name) * LINE)
        self._plane.labels[flow.target] = Box(after.right + 6, after.middle[1] - height // 2, text_width(name), height)
        self._plane.edges[flow.id] = ((ring.middle[0], ring.bottom), (ring.middle[0], after.y))

    def _frame(self, right: int, bottom: int) -> None:
        """The beginning and the end, and the gateways between them and the rows."""
        middle = self._plane.shapes[self.scope.rows[0][0]].middle[1]
        self._stand(self.scope.nodes[0], MARGIN, middle)
        if self._split is not None:
            self._stand(self._split, 2 * MARGIN + EVENT, middle)
            self._round(self._split, right + GAP, middle, bottom + GAP // 2)
            right += GAP + GATEWAY
        self._stand(self.scope.nodes[-1], right + GAP, middle)

    def _round(self, split: Node, right: int, middle: int, low: int) -> None:
        """The other gateway, and the way round below every row."""
        (flow,) = (flow for flow in self.scope.out_of(split.id) if flow.default)
        self._stand(self.scope.node(flow.target), right, middle)
        here, there = self._plane.shapes[split.id], self._plane.shapes[flow.target]
        x, far = here.middle[0], there.middle[0]
        self._plane.edges[flow.id] = ((x, here.bottom), (x, low), (far, low), (far, there.bottom))
        self._plane.labels[flow.id] = Box(x + CHANNEL, low - LINE - 4, LABEL_WIDTH, LINE)

    def _annotate(self, note: Note) -> None:
        box, height = self._plane.shapes[note.about], note_height(note.text)
        placed = Box(box.x, box.y - GAP // 2 - height, NOTE_WIDTH, height)
        self._plane.shapes[note.id] = placed
        self._plane.edges[note.line] = ((box.middle[0], placed.bottom), (box.middle[0], box.y))

    def _connect(self) -> None:
        for flow in self.scope.flows:
            if flow.id in self._plane.edges:
                continue
            source, target = self._plane.shapes[flow.source], self._plane.shapes[flow.target]
            self._plane.edges[flow.id] = path(source, target, turn_early=self.scope.node(flow.source) is self._split)
            if flow.name:
                height = text_lines(flow.name, FLOW_LABEL // LINE) * LINE
                self._plane.labels[flow.id] = Box(target.x - FLOW_LABEL - 5, target.middle[1] - height - 6, FLOW_LABEL, height)


def note_height(text: str) -> int:
    """How high a note is that holds this text."""
    return text_lines(text, NOTE_CHARACTERS + 2) * LINE + NOTE_PADDING


def standing(node: Node, x: int, middle: int, clocks: int = 0) -> Box:
    """A node's box with its left edge and its middle line given."""
    width, height = size_of(node, clocks)
    return Box(x, middle - height // 2, width, height)


def under(box: Box, text: str) -> Box:
    """The box of a label below a shape."""
    return Box(box.middle[0] - LABEL_WIDTH // 2, box.bottom + 4, LABEL_WIDTH, text_lines(text) * LINE)


def path(source: Box, target: Box, *, turn_early: bool = False) -> tuple[Point, ...]:
    """From right to left, turning in the channel after the source, or in the one before the target."""
    (_, y), (_, goal) = source.middle, target.middle
    if y == goal:
        return (source.right, y), (target.x, goal)
    channel = source.right + CHANNEL if turn_early else target.x - CHANNEL
    return (source.right, y), (channel, y), (channel, goal), (target.x, goal)
