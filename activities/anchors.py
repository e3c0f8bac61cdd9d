"""The hands of anchoring: sign, export, stamp. Each may be done again, and finds what is left."""

from temporalio import activity

from enforcement import clock
from enforcement.contracts.anchors import Anchored
from enforcement.ports.anchors import Anchors, TimeStamps


class AnchorActivities:
    """One installation's anchors; without an authority nothing is stamped."""

    def __init__(self, anchors: Anchors, timestamps: TimeStamps | None) -> None:
        self._anchors, self._timestamps = anchors, timestamps

    @activity.defn(name="anchors.sign")
    def sign(self, run: str | None) -> Anchored:
        """Sign the root over all journals, once for a run."""
        return self._anchors.sign(run, clock.now())

    @activity.defn(name="anchors.export")
    def export(self) -> list[str]:
        """Write what the folder lacks, of this run and of every run before; gives the files."""
        return list(self._anchors.export())

    @activity.defn(name="anchors.stamp")
    def stamp(self) -> list[int]:
        """Have every anchor stamped that has no stamp yet; gives their numbers."""
        if self._timestamps is None:
            return []
        numbers = list[int]()
        for root in self._anchors.unstamped():
            self._anchors.keep_stamp(root.number, self._timestamps.stamp(root.content), clock.now())
            numbers.append(root.number)
        return numbers
