"""The process as BPMN 2.0 with its diagrams, as the OMG's schema asks; what the product knows beyond it stands in elements of its own namespace."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from lxml import etree

from enforcement.process.colours import COLOURS
from enforcement.process.graph import Flow, Kind, Node, Scope, Whole
from enforcement.process.lanes import COLLABORATION, planes, pool_id
from enforcement.process.layout import Box, Plane
from enforcement.process.progress import Status
from enforcement.process.whole import whole

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
# BPMN in Color, the OMG's non-normative extension: viewers that know it paint the shapes.
COLOUR = "http://www.omg.org/spec/BPMN/non-normative/color/1.0"
ZHIXING = "urn:zhixing:process"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MEDIA_TYPE = "application/xml"
_NAMES: Mapping[Any, str] = {None: BPMN, "bpmndi": DI, "dc": DC, "di": DD, "zhixing": ZHIXING, "color": COLOUR, "xsi": XSI}
# What a case adds to an element: the name of the extension element and its attributes.
Additions = Mapping[str, list[tuple[str, Mapping[str, str]]]]


def document(
    additions: Additions | None = None, statuses: Mapping[str, Status] | None = None, case: Mapping[str, str] | None = None
) -> bytes:
    """The whole process, or that of a case: `additions` and `statuses` by element id, `case` what is said of the case itself."""
    known, added = whole(), additions or {}
    root = etree.Element(_q(BPMN, "definitions"), nsmap=_NAMES)
    root.set("id", "zhixing")
    root.set("targetNamespace", ZHIXING)
    root.set("exporter", "zhixing")
    root.set("exporterVersion", known.as_of)
    for code, title in known.escalations.items():
        _sub(root, "escalation", id=f"escalation_{code}", name=title, escalationCode=code)
    _collaboration(root, known, case)
    for process in known.processes:
        _fill(_sub(root, "process", id=process.id, name=process.title, isExecutable="true"), process, added)
    closed = frozenset(node.id for scope in known.scopes() for node in scope.nodes if node.inside is not None)
    for plane in planes(known):
        _diagram(root, plane, statuses or {}, closed)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


@cache
def whole_document() -> bytes:
    """The whole process, without any case."""
    return document()


def _q(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _sub(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _q(BPMN, name), attributes)


def _collaboration(root: etree._Element, known: Whole, case: Mapping[str, str] | None) -> None:
    found = _sub(root, "collaboration", id=COLLABORATION)
    if case is not None:
        etree.SubElement(_sub(found, "extensionElements"), _q(ZHIXING, "case"), dict(case))
    for process in known.processes:
        _sub(found, "participant", id=pool_id(process.id), name=process.title, processRef=process.id)


def _fill(parent: etree._Element, scope: Scope, added: Additions) -> None:
    """Lanes first, then nodes, flows and notes, as the schema orders them."""
    if scope.lanes:
        lanes = _sub(parent, "laneSet", id=f"lanes_{scope.id}")
        for lane in scope.lanes:
            element = _sub(lanes, "lane", id=lane.id, name=lane.title)
            for name in lane.nodes:
                _sub(element, "flowNodeRef").text = name
    for node in scope.nodes:
        _node(parent, scope, node, added)
    for flow in scope.flows:
        _flow(parent, flow)
    for note in scope.notes:
        _sub(_sub(parent, "textAnnotation", id=note.id), "text").text = note.text
        _sub(parent, "association", id=note.line, sourceRef=note.about, targetRef=note.id)


def _node(parent: etree._Element, scope: Scope, node: Node, added: Additions) -> None:
    element = _sub(parent, node.kind.value, id=node.id, **_attributes(scope, node))
    if node.documentation:
        _sub(element, "documentation").text = node.documentation
    facts = [*([node.facts] if node.facts else []), *added.get(node.id, ())]
    if facts:
        extension = _sub(element, "extensionElements")
        for name, values in facts:
            etree.SubElement(extension, _q(ZHIXING, name), dict(values))
    for flow in scope.into(node.id):
        _sub(element, "incoming").text = flow.id
    for flow in scope.out_of(node.id):
        _sub(element, "outgoing").text = flow.id
    if node.inside is not None:
        _fill(element, node.inside, added)
    _event(element, node)


def _attributes(scope: Scope, node: Node) -> dict[str, str]:
    found = {"name": node.name} if node.name else {}
    if node.timer is not None:
        found |= {"attachedToRef": node.timer.host, "cancelActivity": "true" if node.timer.interrupts else "false"}
    if node.event_triggered:
        found["triggeredByEvent"] = "true"
    if node.kind is Kind.START and node.escalation:
        found["isInterrupting"] = "false"
    default = next((flow for flow in scope.out_of(node.id) if flow.default), None)
    return {**found, "default": default.id} if default else found


def _event(element: etree._Element, node: Node) -> None:
    if node.timer is not None:
        definition = _sub(element, "timerEventDefinition", id=f"timer_{node.id}")
        expression = _sub(definition, node.timer.timing.value)
        expression.set(_q(XSI, "type"), "tFormalExpression")
        expression.text = node.timer.expression
    elif node.escalation is not None:
        _sub(element, "escalationEventDefinition", id=f"throws_{node.id}", escalationRef=f"escalation_{node.escalation}")


def _flow(parent: etree._Element, flow: Flow) -> None:
    names = {"name": flow.name} if flow.name else {}
    element = _sub(parent, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target, **names)
    if flow.condition:
        condition = _sub(element, "conditionExpression")
        condition.set(_q(XSI, "type"), "tFormalExpression")
        condition.text = flow.condition


def _diagram(root: etree._Element, plane: Plane, statuses: Mapping[str, Status], closed: frozenset[str]) -> None:
    diagram = etree.SubElement(root, _q(DI, "BPMNDiagram"), {"id": f"diagram_{plane.about}", "name": plane.title})
    element = etree.SubElement(diagram, _q(DI, "BPMNPlane"), {"id": f"plane_{plane.about}", "bpmnElement": plane.about})
    for name, box, flags in _boxes(plane, closed):
        colours = _colours(statuses[name]) if name in statuses else {}
        shape = etree.SubElement(
            element, _q(DI, "BPMNShape"), {"id": f"shape_{plane.about}_{name}", "bpmnElement": name, **flags, **colours}
        )
        _bounds(shape, box)
        if name in plane.labels:
            _bounds(etree.SubElement(shape, _q(DI, "BPMNLabel")), plane.labels[name])
    for name, points in plane.edges.items():
        edge = etree.SubElement(element, _q(DI, "BPMNEdge"), {"id": f"edge_{plane.about}_{name}", "bpmnElement": name})
        for x, y in points:
            etree.SubElement(edge, _q(DD, "waypoint"), {"x": str(x), "y": str(y)})
        if name in plane.labels:
            _bounds(etree.SubElement(edge, _q(DI, "BPMNLabel")), plane.labels[name])


def _boxes(plane: Plane, closed: frozenset[str]) -> Iterator[tuple[str, Box, dict[str, str]]]:
    across = {"isHorizontal": "true"}
    yield from ((name, box, across) for name, box in plane.pools.items())
    yield from ((name, box, across) for name, box in plane.lanes.items())
    for name, box in plane.shapes.items():
        # A subprocess is closed here and has a picture of its own.
        yield name, box, {"isExpanded": "false"} if name in closed else {}


def _colours(status: Status) -> dict[str, str]:
    border, ground = COLOURS[status]
    return {_q(COLOUR, "border-color"): border, _q(COLOUR, "background-color"): ground}


def _bounds(parent: etree._Element, box: Box) -> None:
    values = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(parent, _q(DC, "Bounds"), {name: str(value) for name, value in values.items()})
