"""A bad line to a neighbour: it is away, or loses the answer after the work was done."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

_Answer = TypeVar("_Answer")


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
