"""How a procedure speaks to its case: every receipt goes through the same `record` as everything else."""

from temporalio import activity
from temporalio.client import Client

from enforcement.contracts.messages import EntryMessage
from enforcement.temporal import CaseStart, record_entry


class CaseActivities:
    """Entries from procedures to their case."""

    def __init__(self, client: Client, start: CaseStart) -> None:
        self._client = client
        self._start = start

    @activity.defn(name="case.report")
    async def report(self, entry: EntryMessage) -> str:
        """Record an entry; gives the outcome: recorded, accepted, duplicate or refused."""
        result = await record_entry(self._client, entry, self._start)
        return result.outcome
