"""A process as a picture shows it: nodes, flows and notes, in scopes that lie inside each other. Pure data; nothing is placed yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The elements of BPMN 2.0 that are used, by their names there."""

    START = "startEvent"
    END = "endEvent"
    TIMER = "boundaryEvent"
    RUNG = "intermediateThrowEvent"
    TASK = "userTask"
    SERVICE = "serviceTask"
    SUBPROCESS = "subProcess"
    EXCLUSIVE = "exclusiveGateway"
    INCLUSIVE = "inclusiveGateway"
    PARALLEL = "parallelGateway"


class Timing(StrEnum):
    """How a timer says when: a length that the calendar alone gives, or the date that the docket has found."""

    DURATION = "timeDuration"
    DATE = "timeDate"


@dataclass(frozen=True, slots=True)
class Timer:
    """When a boundary event rings; one that interrupts takes the task with it (a right that lapses)."""

    host: str
    timing: Timing
    expression: str
    interrupts: bool


@dataclass(frozen=True, slots=True)
class Node:
    """One element. `facts` are what the product knows of it beyond BPMN; `escalation` names what it throws or waits for."""

    id: str
    kind: Kind
    name: str = ""
    documentation: str = ""
    facts: tuple[str, Mapping[str, str]] | None = None
    timer: Timer | None = None
    escalation: str | None = None
    inside: "Scope | None" = None

    @property
    def event_triggered(self) -> bool:
        """Whether this is a subprocess that no flow reaches: an escalation starts it."""
        return self.inside is not None and self.inside.nodes[0].escalation is not None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is an expression over what has been recorded, `default` the way when no condition holds."""

    source: str
    target: str
    name: str = ""
    condition: str = ""
    default: bool = False

    @property
    def id(self) -> str:
        return f"flow_{self.source}__{self.target}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text annotation on a node."""

    about: str
    text: str

    @property
    def id(self) -> str:
        return f"note_{self.about}"

    @property
    def line(self) -> str:
        return f"about_{self.about}"


@dataclass(frozen=True, slots=True)
class Lane:
    """Who has the work of these nodes."""

    id: str
    title: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What one picture shows: a process, or the inside of a subprocess. `rows` say which nodes stand in a line, top to bottom;
    where there are lanes, `cells` gives each node's column and its row within its lane."""

    id: str
    title: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    notes: tuple[Note, ...] = ()
    lanes: tuple[Lane, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    cells: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def node(self, name: str) -> Node:
        """The node of this id. KeyError if there is none."""
        return next((node for node in self.nodes if node.id == name), None) or _missing(name)

    def into(self, name: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.target == name)

    def out_of(self, name: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.source == name)

    def timers_on(self, name: str) -> tuple[Node, ...]:
        """The boundary events of a node."""
        return tuple(node for node in self.nodes if node.timer is not None and node.timer.host == name)

    def walk(self) -> "Iterator[Scope]":
        """This scope and every one inside it."""
        yield self
        for node in self.nodes:
            if node.inside is not None:
                yield from node.inside.walk()


@dataclass(frozen=True, slots=True)
class Whole:
    """Every process: the case's first, then those of the files that are no case."""

    processes: tuple[Scope, ...]
    as_of: str
    escalations: Mapping[str, str] = field(default_factory=dict)

    def scopes(self) -> Iterator[Scope]:
        """Every scope of every process, outermost first."""
        for process in self.processes:
            yield from process.walk()


def _missing(name: str) -> Node:
    raise KeyError(name)
