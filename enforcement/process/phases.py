"""The inside of a phase, derived: its acts with their guards, the procedures they start, and a task for each duty with its clocks on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from enforcement.contracts.procedures import WORKFLOW_OF, subsystem_of
from enforcement.docket.entries import catalogue
from enforcement.law.statutes import OnMiss, Rule, statute_book
from enforcement.process import wording
from enforcement.process.graph import Flow, Kind, Node, Note, Scope, Timer, Timing
from enforcement.process.places import Phase, places

# The ladder's own word for a right that only lapses: nobody is told.
_NOBODY = "none"
# How many opening entries stand at a flow.
_SHOWN = 3


@dataclass
class _Step:
    """One task with the clocks that its being done meets; `opened_by` are the entries after which it is to be done."""

    node: Node
    entry: str | None
    opened_by: tuple[str, ...] = ()
    rules: list[Rule] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """What `places.toml` calls it."""
        kind, _, name = self.node.id.partition("_")
        return [rule.id for rule in self.rules] if kind == "duty" else [name]


class _Row(list[_Step]):
    """Steps one after another; `into` is the step of another row that the last one leads to."""

    into: _Step | None = None


def phase_scope(phase: Phase) -> Scope:
    """The picture of a phase: what was recorded chooses the rows; a row may start whenever its entry is there."""
    rows = _rows(phase)
    start, end = Node(f"start_{phase.id}", Kind.START), Node(f"end_{phase.id}", Kind.END)
    steps = [step for row in rows for step in row]
    rings = [ring for step in steps for ring in _rings(step)]
    gates, flows = _gates(phase, rows, start, end)
    notes = [Note(step.node.id, text) for step in steps if step.entry and (text := wording.guards_note(step.entry))]
    return Scope(
        id=f"phase_{phase.id}",
        title=phase.title_zh,
        nodes=(start, *gates, *(step.node for step in steps), *(node for pair in rings for node in pair), end),
        flows=(*flows, *(Flow(timer.id, after.id) for timer, after in rings)),
        notes=tuple(notes),
        rows=tuple(tuple(step.node.id for step in row) for row in rows),
    )


def _gates(phase: Phase, rows: Sequence[_Row], start: Node, end: Node) -> tuple[list[Node], list[Flow]]:
    along = [flow for row in rows for flow in _along(row)]
    if len(rows) == 1:
        return [], [Flow(start.id, rows[0][0].node.id), *along, Flow(rows[0][-1].node.id, end.id)]
    split, join = Node(f"split_{phase.id}", Kind.INCLUSIVE), Node(f"join_{phase.id}", Kind.INCLUSIVE)
    flows = [Flow(start.id, split.id), *along, Flow(join.id, end.id), Flow(split.id, join.id, name="无此情形", default=True)]
    for row in rows:
        first, last = row[0], row[-1]
        flows.append(_chosen(split, first))
        if row.into is None:
            flows.append(Flow(last.node.id, join.id))
    return [split, join], flows


def _chosen(split: Node, step: _Step) -> Flow:
    """The way into a row: an act is tried, or one of the opening entries is there."""
    entries = step.opened_by or ((step.entry,) if step.entry else ())
    name = "" if step.node.id.startswith("act_") else wording.titles(step.opened_by[:_SHOWN], "、\n") + _more(step.opened_by)
    return Flow(split.id, step.node.id, name=name, condition=" or ".join(wording.variable(entry) for entry in entries))


def _more(entries: Sequence[str]) -> str:
    return "等" if len(entries) > _SHOWN else ""


def _along(row: _Row) -> Iterator[Flow]:
    chain = [*row, *([row.into] if row.into else [])]
    for before, after in pairwise(chain):
        yield Flow(before.node.id, after.node.id)


def _rows(phase: Phase) -> list[_Row]:
    acts = {name: _act(name) for name in phase.acts}
    duties = _duties(phase, acts)
    left = dict(acts)
    started = [row for kind in phase.procedures for row in _procedure_rows(kind, left)]
    alone = [_Row([step]) for step in left.values()]
    rows = [*started, *alone, *_duty_rows(duties)]
    return sorted(rows, key=lambda row: min(phase.steps.index(name) for step in row for name in step.names))


def _procedure_rows(kind: str, acts: dict[str, _Step]) -> list[_Row]:
    """The acts of this phase that start a procedure, each in a row, taken out of `acts`; the procedure ends the first of these rows, or has one of
    its own where something else starts it too."""
    procedure = places().procedures[kind]
    elsewhere = tuple(name for name in procedure.starts_on if name not in acts)
    here = [acts.pop(name) for name in procedure.starts_on if name in acts]
    step = _Step(_procedure(kind, procedure.title_zh), None, elsewhere)
    rows = [_Row([step])] if elsewhere or not here else [_Row([here.pop(0), step])]
    for act in here:
        row = _Row([act])
        row.into = step
        rows.append(row)
    return rows


def _act(name: str) -> _Step:
    act = catalogue().acts[name]
    text = f"{act.title_zh} · {act.title_en}\n第{act.articles}条 · {', '.join(act.by)}"
    guards = [f"{guard.id} {wording.cited(guard)}：{guard.message_zh}补正：{guard.cure_zh}" for guard in statute_book().guards_on(name)]
    node = Node(f"act_{name}", Kind.TASK, act.title_zh, "\n".join([text, *guards]), ("act", {"type": name, "by": " ".join(act.by)}))
    return _Step(node, name)


def _procedure(kind: str, title: str) -> Node:
    system = subsystem_of(kind)
    facts = {"kind": kind, "workflow": WORKFLOW_OF[kind], **({"subsystem": system} if system else {})}
    return Node(f"procedure_{kind}", Kind.SERVICE, title, f"{WORKFLOW_OF[kind]} · {system or '案件之间'}", ("procedure", facts))


def _duties(phase: Phase, acts: dict[str, _Step]) -> list[_Step]:
    """A task for each entry that meets clocks (the rule's first), in the order of the rules; a clock that nothing meets is waited for."""
    found: dict[str, _Step] = {}
    for name in phase.rules:
        rule = statute_book().rule(name)
        entry = next(iter(rule.met_by), None)
        step = acts.get(entry or "") or found.setdefault(entry or name, _duty(phase, rule, entry))
        step.rules.append(rule)
        if step.node.id.startswith("act_"):
            continue
        step.opened_by = tuple(dict.fromkeys((*step.opened_by, *rule.opens_on)))
    return list(found.values())


def _duty(phase: Phase, rule: Rule, entry: str | None) -> _Step:
    title = wording.entry_title(entry) if entry else rule.title_zh
    facts = {"entry": entry} if entry else {}
    # An entry may meet clocks in more than one phase.
    return _Step(Node(f"duty_{phase.id}_{entry or rule.id}", Kind.TASK, title, f"义务主体：{rule.owed_by}", ("duty", facts)), entry)


def _duty_rows(duties: Sequence[_Step]) -> list[_Row]:
    """A duty that nothing but the one before it opens follows it in its row."""
    rows, follower = list[_Row](), dict[str, _Step]()
    for duty in duties:
        before = next((d for d in duties if _follows(d, duty) and d.node.id not in follower), None)
        if before is not None:
            follower[before.node.id] = duty
    led = {step.node.id for step in follower.values()}
    for duty in duties:
        if duty.node.id in led:
            continue
        row = _Row([duty])
        while row[-1].node.id in follower:
            row.append(follower[row[-1].node.id])
        rows.append(row)
    return rows


def _follows(before: _Step, duty: _Step) -> bool:
    return before is not duty and all(rule.opens_on == (before.entry,) and not rule.opens_when for rule in duty.rules)


def _rings(step: _Step) -> Iterator[tuple[Node, Node]]:
    """Each clock on a task, and what its ringing leads to: the ladder, or the end of a right."""
    for rule in step.rules:
        duration = wording.iso_duration(rule)
        lapses = rule.on_miss is OnMiss.LAPSE
        timer = Timer(
            host=step.node.id,
            timing=Timing.DURATION if duration else Timing.DATE,
            expression=duration or f"due_{rule.id}",
            interrupts=lapses,
        )
        name = wording.clock_name(rule, with_opener=len(step.rules) > 1 or step.node.id.startswith("act_"))
        yield (
            Node(f"clock_{rule.id}", Kind.TIMER, name, wording.clock_documentation(rule), ("rule", _rule_facts(rule)), timer),
            _after(rule, lapses),
        )


def _after(rule: Rule, lapses: bool) -> Node:
    if lapses:
        return Node(f"lapsed_{rule.id}", Kind.END, "期满失效")
    return Node(f"escalate_{rule.id}", Kind.END, f"上报\n{statute_book().ladder_titles[rule.ladder]}", escalation=rule.ladder)


def _rule_facts(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "law": rule.law,
        "article": rule.article,
        "nature": rule.nature.value,
        "length": str(rule.length),
        "unit": rule.unit.value,
        "owedBy": rule.owed_by,
        "ladder": rule.ladder,
        "onMiss": rule.on_miss.value,
        "pauses": " ".join(rule.pauses),
        "opensOn": " ".join(rule.opens_on),
        "metBy": " ".join(rule.met_by),
    }


def ladders_of(phases: Sequence[Phase]) -> list[str]:
    """The ladders that the clocks of phases climb, each once."""
    rules = [statute_book().rule(name) for phase in phases for name in phase.rules]
    return list(dict.fromkeys(rule.ladder for rule in rules if rule.on_miss is OnMiss.ESCALATE and rule.ladder != _NOBODY))
