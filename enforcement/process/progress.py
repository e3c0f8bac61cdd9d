"""Where a case stands in the process: for each element of the picture what has been done, what runs, and what is late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from enforcement.contracts.ids import register_of
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock, ClockStatus
from enforcement.docket.events import iso
from enforcement.docket.procedures import procedures_of
from enforcement.docket.states import state_of
from enforcement.process.graph import Node, Scope
from enforcement.process.places import places
from enforcement.process.whole import whole


class Status(StrEnum):
    """What an element is at; of several things about one element the gravest is shown."""

    MISSED = "missed"
    RAISED = "raised"
    FAILED = "failed"
    OPEN = "open"
    RUNNING = "running"
    PAUSED = "paused"
    HERE = "here"
    MET_LATE = "met_late"
    LAPSED = "lapsed"
    DONE = "done"
    CANCELLED = "cancelled"


STATUS_TITLES_ZH = {
    Status.MISSED: "逾期",
    Status.RAISED: "已上报",
    Status.FAILED: "失败，待人工处理",
    Status.OPEN: "期限进行中",
    Status.RUNNING: "流程进行中",
    Status.PAUSED: "停止计算",
    Status.HERE: "案件所处阶段",
    Status.MET_LATE: "逾期完成",
    Status.LAPSED: "期满失效",
    Status.DONE: "已完成",
    Status.CANCELLED: "不再计算",
}
_ORDER = {status: place for place, status in enumerate(Status)}
_OF_CLOCK = {
    ClockStatus.OPEN: Status.OPEN,
    ClockStatus.PAUSED: Status.PAUSED,
    ClockStatus.MISSED: Status.MISSED,
    ClockStatus.MET: Status.DONE,
    ClockStatus.MET_LATE: Status.MET_LATE,
    ClockStatus.LAPSED: Status.LAPSED,
    ClockStatus.CANCELLED: Status.CANCELLED,
}
# What is told of a phase from inside it: what is over does not make the phase so.
_LIVE = frozenset({Status.MISSED, Status.RAISED, Status.FAILED, Status.OPEN, Status.RUNNING, Status.PAUSED})


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one element: its status, the words for it and those that stand at it, the first date that is due, and its clocks."""

    status: Status
    text: str
    label: str
    due: str | None = None
    clocks: tuple[Clock, ...] = ()


def marks(case: CaseFile, recorded: Iterable[str]) -> dict[str, Mark]:
    """A mark for every element of which anything can be said; `recorded` are the types of the entries that the case took in."""
    reading = _Reading(case, frozenset(recorded))
    told = (
        (node.id, reading.mark(process, scope, node)) for process in whole().processes for scope in process.walk() for node in scope.nodes
    )
    found = {name: mark for name, mark in told if mark is not None}
    outer = ((node.id, _of_part(case, node, found)) for process in whole().processes for node in process.nodes if node.inside is not None)
    return found | {name: mark for name, mark in outer if mark is not None}


class _Reading:
    def __init__(self, case: CaseFile, recorded: frozenset[str]) -> None:
        self._case, self._recorded = case, recorded
        self._running = frozenset(start.kind for start in procedures_of(case))
        self._failed = frozenset(name.partition("/")[0] for name in case.failures)
        self._process = _process_of(case)

    def mark(self, process: Scope, scope: Scope, node: Node) -> Mark | None:
        """What is said of an element by itself."""
        kind, facts = node.facts or ("", {})
        match kind:
            case "rule":
                return _of_clocks(_clocks(self._case, [facts["id"]]), labelled=True)
            case "rung":
                # Another file's ladder has the same rungs.
                return _of_rung(self._case, facts["ladder"], int(facts["level"])) if process.id == self._process else None
            case "act" | "duty":
                rules = [timer.facts[1]["id"] for timer in scope.timers_on(node.id) if timer.facts]
                # Its clocks stand on it and speak for it.
                return _of_clocks(_clocks(self._case, rules), labelled=False) or self._done(facts.get("type") or facts.get("entry"))
            case "procedure":
                return self._of_procedure(facts["kind"])
            case _:
                return None

    def _done(self, entry: str | None) -> Mark | None:
        return _plain(Status.DONE) if entry in self._recorded else None

    def _of_procedure(self, kind: str) -> Mark | None:
        if kind in self._failed:
            return _plain(Status.FAILED)
        return _plain(Status.RUNNING) if kind in self._running else None


def _process_of(case: CaseFile) -> str:
    """The process that a file's ladders are shown in: its own, or that of the cases."""
    register, first = register_of(case.case_id).value, whole().processes[0].id
    return next((process.id for process in whole().processes if process.id == register), first)


def _plain(status: Status) -> Mark:
    return Mark(status, STATUS_TITLES_ZH[status], STATUS_TITLES_ZH[status])


def _clocks(case: CaseFile, rules: Iterable[str]) -> tuple[Clock, ...]:
    wanted = set(rules)
    found = [clock for clock in case.clocks.values() if clock.rule in wanted]
    return tuple(sorted(found, key=lambda clock: (_ORDER[_OF_CLOCK[clock.status]], clock.expires_at, clock.id)))


def _of_clocks(clocks: tuple[Clock, ...], *, labelled: bool) -> Mark | None:
    if not clocks:
        return None
    first = clocks[0]
    status = _OF_CLOCK[first.status]
    label = _label(status, first.due) if labelled else ""
    return Mark(status, f"{STATUS_TITLES_ZH[status]} · {_where(first)}", label, first.due, clocks)


def _label(status: Status, due: str | None) -> str:
    """期限进行中 2026-03-04; of what is over the date says nothing more."""
    return f"{STATUS_TITLES_ZH[status]} {due}" if due and status in _LIVE else STATUS_TITLES_ZH[status]


def _where(clock: Clock) -> str:
    """A1 至2026-03-04"""
    subject = " ".join(clock.subject.values())
    provisional = "（暂定）" if clock.provisional and clock.is_open else ""
    return f"{subject} 至{clock.due}{provisional}".strip()


def _of_rung(case: CaseFile, ladder: str, level: int) -> Mark | None:
    raised = [clock for clock in case.open_clocks if clock.level >= level and clock.law.ladder == ladder]
    title = STATUS_TITLES_ZH[Status.RAISED]
    return Mark(Status.RAISED, f"{title} · {len(raised)}项", f"{title} {len(raised)}项") if raised else None


def _of_part(case: CaseFile, node: Node, found: Mapping[str, Mark]) -> Mark | None:
    """The gravest of what goes on inside a phase or a ladder; failing that, whether the case is there, or has been."""
    assert node.inside is not None
    inside = [found[part.id] for part in node.inside.nodes if part.id in found]
    live = sorted((mark for mark in inside if mark.status in _LIVE), key=lambda mark: (_ORDER[mark.status], mark.due or "9"))
    if live:
        gravest = live[0]
        return replace(gravest, label=gravest.label or _label(gravest.status, gravest.due))
    if node.id in phases_of(case):
        return _plain(Status.HERE)
    return _plain(Status.DONE) if inside else None


def phases_of(case: CaseFile) -> tuple[str, ...]:
    """The phase of the main state of a case or another file."""
    state, register = state_of(case).value, register_of(case.case_id)
    return tuple(f"phase_{phase.id}" for phase in places().phases if phase.register is register and state in phase.states)


def rungs_of(roles: frozenset[str]) -> frozenset[str]:
    """The elements of the rungs on which these roles are told."""
    nodes = (node for scope in whole().scopes() for node in scope.nodes if node.facts)
    return frozenset(node.id for node in nodes if node.facts and node.facts[0] == "rung" and node.facts[1]["role"] in roles)


def clock_facts(clock: Clock) -> dict[str, str]:
    """A clock of the case, as text."""
    found = {
        "id": clock.id,
        "rule": clock.rule,
        "status": clock.status.value,
        "subject": " ".join(clock.subject.values()),
        "due": clock.due,
        "expiresAt": iso(clock.expires_at),
        "provisional": "true" if clock.provisional else "false",
        "level": str(clock.level),
    }
    return {**found, **({"pausedOn": " ".join(clock.grounds)} if clock.grounds else {})}
