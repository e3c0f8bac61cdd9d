"""A bad line to a neighbour: it is away, or loses the answer after the work was done."""

from collections import Counter
from collections.abc import Callable
from typing import Generic, TypeVar

from enforcement.ports.subsystems import OrderPort

_Answer = TypeVar("_Answer")
_Order = TypeVar("_Order")
_State = TypeVar("_State")


class BadLine:
    """A line that fails when it is told to. `calls` counts what was asked of it, by method; `error` makes what a caller gets to see."""

    def __init__(self, error: Callable[[str], Exception] = ConnectionError) -> None:
        self.calls: Counter[str] = Counter()
        self._error = error
        self._away: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()

    def be_away(self, method: str, times: int) -> None:
        """The next calls fail before anything is written."""
        self._away[method] = times

    def lose_answers(self, method: str, times: int) -> None:
        """The next calls fail after everything is written."""
        self._lost[method] = times

    def ask(self, method: str, call: Callable[[], _Answer]) -> _Answer:
        """Make a call over the line."""
        self.calls[method] += 1
        if self._away[method] > 0:
            self._away[method] -= 1
            raise self._error("nobody answers")
        answer = call()
        if self._lost[method] > 0:
            self._lost[method] -= 1
            raise self._error("the answer was lost")
        return answer


class Distant(Generic[_Order, _State]):
    """A system that takes orders over a line, under a method of its own."""

    def __init__(self, port: OrderPort[_Order, _State], line: BadLine, method: str) -> None:
        self._port, self._line, self._method = port, line, method

    def order(self, order: _Order) -> _State:
        return self._line.ask(self._method, lambda: self._port.order(order))

    def state(self, order: str) -> _State:
        return self._port.state(order)
