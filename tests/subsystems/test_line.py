"""A line and the switchboard: what goes out, what is held back and told when to come again, what is measured and kept."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx2
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from enforcement.contracts.query import QueryOrder
from enforcement.gateways.circuit import FAILURES, FIRST_PAUSE, Circuit
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.line import Line
from enforcement.gateways.metrics import CallMetrics
from enforcement.gateways.rate import Rate
from enforcement.gateways.subsystems import QueryGateway
from enforcement.gateways.switchboard import SIGN_OF_LIFE, Switchboard
from enforcement.ports.health import CircuitState, SubsystemHealth
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected
from tests.fakes.hand_clock import HandClock


class Court:
    """A line whose clock and other side are in hand."""

    def __init__(self, per_second: float = 1000.0) -> None:
        self.clock, self.registry, self.changes = HandClock(), CollectorRegistry(), 0
        rate = Rate(per_second, self.clock, self.clock.wait)
        self.line = Line("query", Circuit(self.clock), rate, CallMetrics(self.registry), self._count)
        self.asked = 0

    def _count(self) -> None:
        self.changes += 1

    def ask(self, error: Exception | None = None) -> str:
        def call() -> str:
            self.asked += 1
            if error is not None:
                raise error
            return "answer"

        return self.line.ask("c:Q1:总对总", call)

    def fail(self, times: int = FAILURES, error: Exception | None = None) -> None:
        for _ in range(times):
            with pytest.raises(SubsystemAway):
                self.ask(error or SubsystemAway("query", "HTTP 503"))

    def measured(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"zhixing_subsystem_{name}", {"subsystem": "query", **labels})


def test_a_system_that_is_away_is_left_alone_and_whoever_asks_is_told_why_and_until_when() -> None:
    court = Court()
    court.fail()

    with pytest.raises(SubsystemAway, match="left alone after 5 failures in a row, last: HTTP 503") as caught:
        court.ask()

    assert court.asked == FAILURES
    assert caught.value.retry_after is not None
    assert FIRST_PAUSE <= caught.value.retry_after < 2 * FIRST_PAUSE
    assert court.line.health.circuit is CircuitState.OPEN


def test_when_it_is_back_one_call_closes_the_circuit() -> None:
    court = Court()
    court.fail()
    court.clock.seconds += FIRST_PAUSE

    assert [court.ask(), court.ask()] == ["answer", "answer"]
    assert (court.line.health.circuit, court.line.health.failures, court.changes) == (CircuitState.CLOSED, 0, 2)


def test_a_refusal_is_an_answer() -> None:
    court = Court()
    court.fail(FAILURES - 1)
    for _ in range(FAILURES):
        with pytest.raises(SubsystemRejected):
            court.ask(SubsystemRejected("query", "HTTP 422"))
    assert (court.line.health.circuit, court.line.health.failures) == (CircuitState.CLOSED, 0)


def test_a_mistake_of_ours_while_probing_leaves_the_next_call_to_probe() -> None:
    court = Court()
    court.fail()
    court.clock.seconds += FIRST_PAUSE
    with pytest.raises(ZeroDivisionError):
        court.ask(ZeroDivisionError())
    assert court.ask() == "answer"


def test_the_rate_holds_a_call_a_moment_or_sends_it_away_without_a_verdict() -> None:
    court = Court(per_second=2)
    assert [court.ask() for _ in range(3)] == ["answer"] * 3
    assert court.clock.waits == [0.5]

    court = Court(per_second=0.1)
    court.ask()
    with pytest.raises(SubsystemAway, match="more calls than its rate allows") as caught:
        court.ask()
    assert caught.value.retry_after == pytest.approx(10)
    assert (court.asked, court.line.health.failures, court.line.health.circuit) == (1, 0, CircuitState.CLOSED)


def test_every_call_is_measured() -> None:
    court = Court()
    court.ask()
    with pytest.raises(SubsystemRejected):
        court.ask(SubsystemRejected("query", "HTTP 422"))
    assert court.measured("circuit", zhixing_subsystem_circuit="closed") == 1
    court.fail()
    court.fail(1)

    outcomes = {"answered": 1, "refused": 1, "away": FAILURES, "left_alone": 1}
    assert {outcome: court.measured("calls_total", outcome=outcome) for outcome in outcomes} == outcomes
    assert court.measured("call_seconds_count") == FAILURES + 2
    assert court.measured("circuit", zhixing_subsystem_circuit="open") == 1
    assert court.measured("rate_wait_seconds_total") == 0


def test_the_gateway_s_calls_go_over_the_line() -> None:
    court, answers = Court(), [httpx2.Response(503)] * FAILURES
    http = SubsystemClient("query", "http://query", "credential", court.line)
    http._client = httpx2.Client(base_url="http://query", transport=httpx2.MockTransport(lambda _: answers.pop()))
    gateway = QueryGateway(http)

    for ask in (lambda: gateway.launch(QueryOrder("c:Q1:总对总", "c", "Q1", "总对总", [])), lambda: gateway.feedback("c:Q1:总对总")):
        for _ in range(4):
            with pytest.raises(SubsystemAway):
                ask()

    assert (answers, court.line.health.calls, court.line.health.last_error) == ([], FAILURES, "HTTP 503")


def test_many_threads_open_it_once_and_ask_no_more() -> None:
    court = Court()

    def ask(_: int) -> None:
        with pytest.raises(SubsystemAway):
            court.ask(SubsystemAway("query", "HTTP 503"))

    with ThreadPoolExecutor(24) as threads:
        list(threads.map(ask, range(500)))

    assert FAILURES <= court.asked <= FAILURES + 24
    assert court.changes == 1


# -- the switchboard ------------------------------------------------------------------------------------------------------


class MemoryBook:
    """Remembers what was noted; `away` times it cannot."""

    def __init__(self) -> None:
        self.notes: list[Sequence[SubsystemHealth]] = []
        self.away = 0
        self.written = Event()

    def note(self, health: Sequence[SubsystemHealth]) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionError("no database")
        self.notes.append(health)
        self.written.set()


def call(line: Line, answer: Callable[[], str]) -> None:
    with pytest.raises(SubsystemAway):
        line.ask("k", answer)


def away() -> str:
    raise SubsystemAway("query", "HTTP 503")


def test_news_are_kept_once_and_a_sign_of_life_without_news() -> None:
    book, clock = MemoryBook(), HandClock()
    board = Switchboard(book, CollectorRegistry(), clock)
    line = board.line("query", 20)
    board.note()
    board.note()
    line.ask("k", lambda: "answer")
    board.note()
    clock.seconds += SIGN_OF_LIFE
    board.note()
    assert [[known.calls for known in note] for note in book.notes] == [[0], [1], [1]]


def test_what_could_not_be_kept_is_kept_next_time() -> None:
    book = MemoryBook()
    board = Switchboard(book, CollectorRegistry(), HandClock())
    line, book.away = board.line("query", 20), 1
    call(line, away)
    board.note()
    board.note()
    assert [(known.failures, known.last_error) for known in book.notes[0]] == [(1, "HTTP 503")]


def test_a_circuit_that_opens_is_kept_at_once() -> None:
    book = MemoryBook()
    board = Switchboard(book, CollectorRegistry())
    line = board.line("query", 20)
    with board.noting():
        assert book.written.wait(5)
        book.written.clear()
        for _ in range(FAILURES):
            call(line, away)
        assert book.written.wait(1)
        assert book.notes[-1][0].circuit is CircuitState.OPEN


def test_the_metrics_of_all_lines_are_in_one_registry() -> None:
    registry = CollectorRegistry()
    board = Switchboard(MemoryBook(), registry)
    for name in ("query", "fund"):
        board.line(name, 20).ask("k", lambda: "answer")
    text = generate_latest(registry).decode()
    assert 'zhixing_subsystem_calls_total{outcome="answered",subsystem="query"} 1.0' in text
    assert 'zhixing_subsystem_calls_total{outcome="answered",subsystem="fund"} 1.0' in text
