"""One labelled, movable timer for every open clock of a case, for its next instant only."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import WakeUp

SOON = timedelta(milliseconds=1)
# A timer this close to its instant may have fired on the server already: it is left to run out unheard instead of being cancelled.
ABOUT_TO_RING = timedelta(seconds=1)


class Clocks:
    """Reconciles timers with the docket's complete set of wake-ups. Nothing is counted up or down: a lost or repeated answer ends alike."""

    def __init__(self, ring: Callable[[WakeUp], Awaitable[None]], shift: timedelta) -> None:
        self._ring = ring
        self._shift = shift
        self._armed: dict[str, tuple[WakeUp, asyncio.Task[None]]] = {}

    @property
    def ringing(self) -> bool:
        """Whether any timer is armed."""
        return bool(self._armed)

    def reconcile(self, wanted: Iterable[WakeUp]) -> None:
        """Arm what is new, move what has moved, drop what is gone; a timer whose instant and label stand keeps running."""
        wake_ups = {wake_up.clock: wake_up for wake_up in wanted}
        for name in [name for name, (armed, _) in self._armed.items() if wake_ups.get(name) != armed]:
            self._disarm(name)
        for name in sorted(wake_ups.keys() - self._armed.keys()):
            self._armed[name] = (wake_ups[name], asyncio.create_task(self._wait(wake_ups[name])))

    def drop_all(self) -> None:
        """Cancel every timer."""
        self.reconcile(())

    def _disarm(self, name: str) -> None:
        wake_up, task = self._armed.pop(name)
        if self._left(wake_up) > ABOUT_TO_RING:
            task.cancel()

    def _left(self, wake_up: WakeUp) -> timedelta:
        return datetime.fromisoformat(wake_up.at) - (workflow.now() + self._shift)

    async def _wait(self, wake_up: WakeUp) -> None:
        # An instant that is past rings by the same command as any other: the shortest timer.
        await workflow.sleep(max(self._left(wake_up), SOON), summary=wake_up.label)
        armed = self._armed.get(wake_up.clock)
        if armed is not None and armed[0] is wake_up:
            del self._armed[wake_up.clock]
            await self._ring(wake_up)
