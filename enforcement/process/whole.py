"""The whole process: the phases of a case in lanes, the ladders that missed clocks climb, and the files that are no case."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from enforcement.contracts.ids import Register
from enforcement.docket.states import TERMINATION_FORM
from enforcement.law.statutes import PauseGround, statute_book
from enforcement.process import wording
from enforcement.process.graph import Flow, Kind, Lane, Node, Note, Scope, Whole
from enforcement.process.phases import ladders_of, phase_scope
from enforcement.process.places import Phase, places

CASE = "case"
_TERMINATION, _CLOSING, _AFTERCARE, _FILING = "phase_termination", "phase_closing", "phase_aftercare", "phase_filing"
_BY_HAND = (_TERMINATION, _CLOSING, _AFTERCARE, _FILING)
_END_SPACING = 0.6
# The interception for which a case waits at the gateway before its closing.
_ALL_CLOCKS_MET = "Z-01"


@cache
def whole() -> Whole:
    """Every process of this release."""
    book, known = statute_book(), places()
    files = [phase for phase in known.phases if phase.register is not Register.CASE]
    codes = {name: f"逐级上报（{title}）" for name, title in book.ladder_titles.items() if book.ladders[name]}
    rungs = {f"{name}_{rung.level}": wording.rung_zh(rung).replace("\n", " · ") for name in codes for rung in book.ladders[name]}
    return Whole((_case(), *(_file(phase) for phase in files)), known.as_of.isoformat(), {**codes, **rungs})


def _case() -> Scope:
    phases = [phase for phase in places().phases if phase.register is Register.CASE]
    main = [phase for phase in phases if not phase.beside and f"phase_{phase.id}" not in _BY_HAND]
    beside = [phase for phase in phases if phase.beside]
    parts = {f"phase_{phase.id}": _part(phase) for phase in phases}
    nodes = [*_ends(), *parts.values(), *_gateways(), *_ladders(CASE, ladders_of(phases))]
    flows = [*_ways([[f"phase_{phase.id}" for phase in main], *([f"phase_{phase.id}"] for phase in beside)]), *_closing_flows()]
    cells = _cells(main, beside, [node.id for node in nodes if node.event_triggered])
    return Scope(
        id=CASE,
        title="执行案件",
        nodes=tuple(nodes),
        flows=tuple(flows),
        notes=(Note("join_case", wording.guard_line(statute_book().guards[_ALL_CLOCKS_MET][-1])), Note("phase_holds", _pauses())),
        lanes=_lanes(phases, nodes),
        cells=cells,
    )


def _part(phase: Phase) -> Node:
    inside = phase_scope(phase)
    counted = f"{len(phase.acts)}项行为，{len(phase.procedures)}项系统流程，{len(phase.rules)}项期限"
    return Node(inside.id, Kind.SUBPROCESS, phase.title_zh, counted, facts=("phase", _phase_facts(phase)), inside=inside)


def _phase_facts(phase: Phase) -> dict[str, str]:
    return {"id": phase.id, "states": " ".join(phase.states), "regions": " ".join(phase.regions)}


def _pauses() -> str:
    return "\n".join(_pause(ground) for ground in statute_book().pauses.values())


def _pause(ground: PauseGround) -> str:
    return f"停止计算 {ground.id}：{wording.titles(ground.starts[:2])}{'等' if len(ground.starts) > 2 else ''}"


def _ends() -> list[Node]:
    """The beginning, and an end for each closing form."""
    ends = [Node(f"end_{name}", Kind.END, title) for name, title in places().forms.items() if title != TERMINATION_FORM]
    library, resumed = (
        Node("end_terminated", Kind.END, f"{TERMINATION_FORM}\n（终本库）"),
        Node("end_resumed", Kind.END, "恢复执行\n（执恢立案）"),
    )
    return [Node("start_case", Kind.START, "申请执行"), *ends, library, resumed]


def _gateways() -> list[Node]:
    return [
        Node("split_case", Kind.PARALLEL),
        Node("join_case", Kind.PARALLEL),
        Node("choose_form", Kind.EXCLUSIVE, "结案方式？"),
        Node("closed_as", Kind.EXCLUSIVE, "以何种方式结案？"),
        Node("resumed", Kind.EXCLUSIVE, "恢复执行？"),
    ]


def _ways(ways: Sequence[Sequence[str]]) -> list[Flow]:
    """From the filing every way is open at once, and all must have come to an end before closing."""
    flows = [Flow("start_case", _FILING), Flow(_FILING, "split_case")]
    for way in ways:
        chain = ["split_case", *way, "join_case"]
        flows += [Flow(before, after) for before, after in pairwise(chain)]
    return flows


def _closing_flows() -> list[Flow]:
    forms = places().forms
    return [
        Flow("join_case", "choose_form"),
        Flow("choose_form", _TERMINATION, name="终本", condition=f'form == "{TERMINATION_FORM}"'),
        Flow("choose_form", _CLOSING, name="其他", default=True),
        Flow(_TERMINATION, _CLOSING),
        Flow(_CLOSING, "closed_as"),
        Flow("closed_as", _AFTERCARE, name="终本", condition=f'form == "{TERMINATION_FORM}"'),
        *(Flow("closed_as", f"end_{name}", condition=f'form == "{title}"') for name, title in forms.items() if title != TERMINATION_FORM),
        Flow(_AFTERCARE, "resumed"),
        Flow("resumed", "end_resumed", name="是", condition=wording.variable("case_resumed")),
        Flow("resumed", "end_terminated", name="否", default=True),
    ]


def _cells(main: Sequence[Phase], beside: Sequence[Phase], ladders: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Columns from the left; within a lane the main line is its first row, and what runs beside it lies below."""
    cells: dict[str, tuple[float, float]] = {"start_case": (0, 0), _FILING: (1, 0), "split_case": (2, 0)}
    column = 3
    for offset, phase in enumerate(main):
        cells[f"phase_{phase.id}"] = (column + offset, 0)
    below: dict[str, int] = {phase.lane: 1 for phase in main}
    for phase in beside:
        row = below.setdefault(phase.lane, 0)
        below[phase.lane] = row + 1
        cells[f"phase_{phase.id}"] = (column, row)
    join = column + len(main)
    order = ("join_case", "choose_form", None, _CLOSING, "closed_as", _AFTERCARE, "resumed", "end_resumed")
    cells.update({name: (join + offset, 0) for offset, name in enumerate(order) if name})
    cells.update({_TERMINATION: (join + 2, 1), "end_terminated": (join + 7, 1)})
    forms = [name for name, title in places().forms.items() if title != TERMINATION_FORM]
    cells.update({f"end_{name}": (join + 5, 1 + n * _END_SPACING) for n, name in enumerate(forms)})
    cells.update({name: (join + 1 + n, 0) for n, name in enumerate(ladders)})
    return cells


def _lanes(phases: Sequence[Phase], nodes: Sequence[Node]) -> tuple[Lane, ...]:
    where = {f"phase_{phase.id}": phase.lane for phase in phases}
    where |= {"start_case": "filing"}
    where |= {node.id: "supervision" for node in nodes if node.event_triggered}
    return tuple(
        Lane(f"lane_{name}", title, tuple(node.id for node in nodes if where.get(node.id, "execution") == name))
        for name, title in places().lanes.items()
    )


def _file(phase: Phase) -> Scope:
    """A file that is no case: its duties, and the ladders they climb."""
    process = phase.register.value
    inside, start, end = _part(phase), Node(f"start_{process}_file", Kind.START), Node(f"end_{process}_file", Kind.END)
    ladders = _ladders(process, ladders_of([phase]))
    return Scope(
        id=process,
        title=phase.title_zh,
        nodes=(start, inside, *ladders, end),
        flows=(Flow(start.id, inside.id), Flow(inside.id, end.id)),
        rows=((inside.id,), tuple(ladder.id for ladder in ladders)),
    )


def _ladders(process: str, names: Sequence[str]) -> list[Node]:
    if process == CASE:
        return [_ladder(name, name) for name in names]
    return [_ladder(f"{process}_{name}", name, f"{places().phase(process).title_zh}：") for name in names]


def _ladder(name: str, ladder: str, whose: str = "") -> Node:
    """One ladder: the escalation of a missed clock starts it, and each rung tells the next one up."""
    title = f"逐级上报\n（{statute_book().ladder_titles[ladder]}）"
    start, end = Node(f"missed_{name}", Kind.START, "期限逾期", escalation=ladder), Node(f"top_{name}", Kind.END)
    rungs = [
        Node(
            f"rung_{name}_{rung.level}",
            Kind.RUNG,
            wording.rung_zh(rung),
            facts=("rung", {"ladder": ladder, "level": str(rung.level), "role": rung.role}),
            escalation=f"{ladder}_{rung.level}",
        )
        for rung in statute_book().ladders[ladder]
    ]
    chain = [start, *rungs, end]
    flows = tuple(Flow(before.id, after.id) for before, after in pairwise(chain))
    inside = Scope(f"ladder_{name}", whose + title.replace("\n", ""), tuple(chain), flows, rows=(tuple(rung.id for rung in rungs),))
    return Node(inside.id, Kind.SUBPROCESS, title, inside=inside)
