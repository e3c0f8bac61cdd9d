"""The circuit: when it opens, for how long, who probes, and that it is one for all threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from enforcement.gateways.circuit import FAILURES, FIRST_PAUSE, LAST_PAUSE, Circuit, NotNow
from tests.fakes.hand_clock import HandClock

# What happens, in order: "+" a call is answered, "-" one is not, "." one ends without a verdict, "x" one is not let through, a number of
# seconds passes.
SEQUENCES = [
    ("++++", "closed"),
    ("----", "closed"),
    ("-----", "open"),
    ("----+----", "closed"),
    ("-----x", "open"),
    ("----- 4.9 x", "open"),
    ("----- 5 + +", "closed"),
    ("----- 5 - x", "open"),
    ("----- 5 - 9.9 x", "open"),
    ("----- 5 - 10 +", "closed"),
    ("----- 5 - 10 - 19.9 x 0.1 +", "closed"),
    ("----- 5 . +", "closed"),
    ("----- 5 + ----", "closed"),
    ("----- 5 + ----- 4.9 x 0.1 +", "closed"),
    (f"----- {'300 - ' * 9} 299.9 x", "open"),
    (f"----- {'300 - ' * 9} 300 +", "closed"),
]


def play(circuit: Circuit, clock: HandClock, sequence: str) -> None:
    for part in sequence.split():
        if part[0].isdigit():
            clock.seconds += float(part)
            continue
        for call in part:
            if call == "x":
                with pytest.raises(NotNow):
                    circuit.admit("k")
                continue
            probe = circuit.admit("k")
            match call:
                case "+":
                    circuit.answered()
                case "-":
                    circuit.failed(probe)
                case _:
                    circuit.withdrawn(probe)


@pytest.mark.parametrize(("sequence", "state"), SEQUENCES)
def test_a_sequence_of_calls_leads_to_a_state(sequence: str, state: str) -> None:
    clock = HandClock()
    circuit = Circuit(clock)
    play(circuit, clock, sequence)
    assert circuit.state == state


def test_a_pause_that_the_system_asks_for_is_kept_within_bounds() -> None:
    for asked, pause in ((60.0, 60.0), (1.0, FIRST_PAUSE), (86400.0, LAST_PAUSE)):
        clock = HandClock()
        circuit = Circuit(clock)
        for _ in range(FAILURES):
            circuit.failed(circuit.admit("k"), asked)
        clock.seconds += pause - 0.1
        with pytest.raises(NotNow):
            circuit.admit("k")
        clock.seconds += 0.2
        assert circuit.admit("k")


def test_those_who_wait_come_back_spread_and_always_alike() -> None:
    circuit = Circuit(HandClock())
    play(circuit, HandClock(), "-----")

    def told(key: str) -> float:
        with pytest.raises(NotNow) as caught:
            circuit.admit(key)
        return caught.value.seconds

    waits = [told(f"沪0199-2026-执-{n}:Q1:总对总") for n in range(1000)]
    assert all(FIRST_PAUSE <= wait < 2 * FIRST_PAUSE for wait in waits)
    assert max(sum(int((wait - FIRST_PAUSE) * 10) == tenth for wait in waits) for tenth in range(50)) < 60
    assert waits == [told(f"沪0199-2026-执-{n}:Q1:总对总") for n in range(1000)]


def test_what_was_under_way_when_it_opened_does_not_prolong_the_pause() -> None:
    clock = HandClock()
    circuit = Circuit(clock)
    late = [circuit.admit("k") for _ in range(20)]
    for probe in late:
        circuit.failed(probe)
    clock.seconds += FIRST_PAUSE

    assert circuit.failures == 20
    assert circuit.admit("k")
    circuit.failed(late[0])
    with pytest.raises(NotNow):
        circuit.admit("k")


def test_a_late_answer_closes_it() -> None:
    circuit = Circuit(HandClock())
    circuit.admit("slow")
    play(circuit, HandClock(), "-----")
    circuit.answered()
    assert circuit.state == "closed"


def test_of_many_threads_one_probes() -> None:
    clock = HandClock()
    circuit = Circuit(clock)
    play(circuit, clock, "-----")
    clock.seconds += FIRST_PAUSE
    start = Barrier(24)

    def come(n: int) -> bool:
        start.wait()
        try:
            return circuit.admit(str(n))
        except NotNow:
            return False

    with ThreadPoolExecutor(24) as threads:
        assert sum(threads.map(come, range(24))) == 1
