"""The stories of the docket, told to the real records under case numbers of their own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from enforcement.contracts.messages import EntryMessage, TickMessage
from enforcement.records.case_records import Records

STORIES = sorted((Path(__file__).parents[1] / "docket" / "stories").glob("*.json"))


def tell(records: Records, case_id: str, number: str, raw: Mapping[str, Any]) -> None:
    """Record every step at its own instant, and let time pass until the story ends."""
    for n, step in enumerate(raw["steps"]):
        filing = {"case_number": number, "court": "沪0199"} if step["type"] == "file_case" else {}
        said = (step.get("id", f"s{n}"), step["kind"], step["type"], step["by"], {**step["data"], **filing})
        records.record(EntryMessage(case_id, *said, happened_at=step.get("happened_at"), recorded_at=step["at"]))
    records.tick(TickMessage(case_id, raw["until"]))
