"""One picture of the process as SVG, from the same layout: for reading without a script, in print and in the documentation."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from enforcement.process.colours import COLOURS, INK, PAPER
from enforcement.process.graph import Kind, Node, Whole
from enforcement.process.layout import GATEWAY, LABEL_CHARACTERS, LINE, Box, Plane, Point
from enforcement.process.progress import Mark
from enforcement.process.wording import folded

SVG = "http://www.w3.org/2000/svg"
_FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
_TASK_CHARACTERS, _ROUNDED = 10, 10
_NAMES: Mapping[Any, str] = {None: SVG}
_ROUND = frozenset({Kind.START, Kind.END, Kind.TIMER, Kind.RUNG})
_GATEWAYS = {Kind.EXCLUSIVE: "×", Kind.INCLUSIVE: "○", Kind.PARALLEL: "+"}


def picture(whole: Whole, plane: Plane, marks: Mapping[str, Mark] | None = None) -> bytes:
    """The picture of one plane; what has a mark has its colour and its words."""
    return _Picture(whole, plane, marks or {}).drawn()


class _Picture:
    def __init__(self, whole: Whole, plane: Plane, marks: Mapping[str, Mark]) -> None:
        self._plane, self._marks = plane, marks
        scopes = list(whole.scopes())
        self._nodes = {node.id: node for scope in scopes for node in scope.nodes}
        self._notes = {note.id: note for scope in scopes for note in scope.notes}
        self._flows = {flow.id: flow for scope in scopes for flow in scope.flows}
        self._titles = {lane.id: lane.title for scope in scopes for lane in scope.lanes} | {
            f"pool_{process.id}": process.title for process in whole.processes
        }
        width, height = plane.size
        sized = {"viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height), "role": "img"}
        self._root = etree.Element(f"{{{SVG}}}svg", sized, nsmap=_NAMES)
        self._root.set("font-family", _FONT)
        self._add("title").text = plane.title

    def drawn(self) -> bytes:
        self._arrow()
        self._add("rect", width="100%", height="100%", fill=PAPER)
        for name, box in (*self._plane.pools.items(), *self._plane.lanes.items()):
            self._band(self._titles[name], box)
        for name, points in self._plane.edges.items():
            self._line(points, dashed=name not in self._flows)
        for name, box in self._plane.shapes.items():
            if name in self._notes:
                self._note(self._notes[name].text, box)
            else:
                self._node(self._nodes[name], box)
        for name, box in self._plane.labels.items():
            text = self._flows[name].name if name in self._flows else self._nodes[name].name
            self._text(folded(text, box.width // 11 if name in self._flows else LABEL_CHARACTERS), box, 11)
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def _add(self, name: str, parent: etree._Element | None = None, /, **attributes: object) -> etree._Element:
        values = {key.replace("_", "-"): str(value) for key, value in attributes.items()}
        return etree.SubElement(self._root if parent is None else parent, f"{{{SVG}}}{name}", values)

    def _arrow(self) -> None:
        marker = self._add("marker", self._add("defs"), id="arrow", refX=9, refY=5, orient="auto")
        marker.attrib.update({"viewBox": "0 0 10 10", "markerWidth": "8", "markerHeight": "8"})
        self._add("path", marker, d="M0 0 L10 5 L0 10 Z", fill=INK)

    def _band(self, title: str, box: Box) -> None:
        self._add("rect", x=box.x, y=box.y, width=box.width, height=box.height, fill="none", stroke=INK)
        x, y = box.x + 19, box.middle[1]
        text = self._add("text", x=x, y=y, font_size=12, fill=INK, text_anchor="middle", transform=f"rotate(-90 {x} {y})")
        text.text = title

    def _line(self, points: tuple[Point, ...], *, dashed: bool) -> None:
        line = self._add("polyline", points=" ".join(f"{x},{y}" for x, y in points), fill="none", stroke=INK, stroke_width=1.5)
        line.attrib.update({"stroke-dasharray": "2 4"} if dashed else {"marker-end": "url(#arrow)"})

    def _note(self, text: str, box: Box) -> None:
        self._add("path", d=f"M{box.x + 12} {box.y} h-12 v{box.height} h12", fill="none", stroke=INK)
        for n, line in enumerate(text.splitlines()):
            self._add("text", x=box.x + 8, y=box.y + LINE * (n + 1), font_size=12, fill=INK).text = line

    def _node(self, node: Node, box: Box) -> None:
        mark = self._marks.get(node.id)
        border, ground = COLOURS[mark.status] if mark else (INK, PAPER)
        group = self._add("g", id=node.id, stroke=border, fill=ground, stroke_width=2)
        if node.documentation:
            self._add("title", group).text = node.documentation
        if node.kind in _ROUND:
            self._round(node, box, group)
        elif node.kind in _GATEWAYS:
            (x, y), half = box.middle, box.width // 2
            self._add("path", group, d=f"M{x} {box.y} l{half} {half} l-{half} {half} l-{half} -{half} Z")
            self._sign(_GATEWAYS[node.kind], (x, y), border)
        else:
            self._task(node, box, group, border)
        if mark is not None:
            # Inside a task, above a circle: nothing else is there.
            at = (box.right - 6, box.y + LINE) if box.width > GATEWAY else (box.right, box.y - 4)
            self._add(
                "text", x=at[0], y=at[1], font_size=11, fill=border, text_anchor="end" if box.width > GATEWAY else "middle"
            ).text = mark.label

    def _round(self, node: Node, box: Box, group: etree._Element) -> None:
        (x, y), radius = box.middle, box.width // 2
        dashed = {"stroke_dasharray": "3 3"} if node.timer and not node.timer.interrupts else {}
        self._add("circle", group, cx=x, cy=y, r=radius, stroke_width=4 if node.kind is Kind.END else 2, **dashed)
        if node.kind in (Kind.TIMER, Kind.RUNG):
            self._add("circle", group, cx=x, cy=y, r=radius - 4, **dashed)
        if node.timer is not None:
            self._add("path", group, d=f"M{x} {y - 8} V{y} L{x + 6} {y + 3}", fill="none")
        elif node.escalation is not None:
            self._add("path", group, d=f"M{x} {y - 9} l7 16 l-7 -6 l-7 6 Z")

    def _task(self, node: Node, box: Box, group: etree._Element, border: str) -> None:
        dashed = {"stroke_dasharray": "2 3"} if node.event_triggered else {}
        self._add("rect", group, x=box.x, y=box.y, width=box.width, height=box.height, rx=_ROUNDED, **dashed)
        self._text(folded(node.name, _TASK_CHARACTERS), box, 12)
        if node.inside is not None:
            x, y = box.middle[0], box.bottom - 12
            self._add("path", group, d=f"M{x - 6} {y - 6} h12 v12 h-12 Z M{x} {y - 3} v6 M{x - 3} {y} h6", fill="none", stroke_width=1)
        elif node.kind is Kind.SERVICE:
            self._sign("⚙", (box.x + 14, box.y + 14), border)

    def _sign(self, sign: str, at: Point, colour: str) -> None:
        self._add("text", x=at[0], y=at[1] + 6, font_size=18, fill=colour, text_anchor="middle").text = sign

    def _text(self, lines: list[str], box: Box, size: int) -> None:
        x, y = box.middle
        top = y - (len(lines) - 1) * LINE / 2 + size / 3
        for n, line in enumerate(lines):
            self._add("text", x=x, y=round(top + n * LINE), font_size=size, fill=INK, text_anchor="middle").text = line
