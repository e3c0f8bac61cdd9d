"""A case that the tests of the records speak to: short words for entries, and everything that the tables hold of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from enforcement.contracts.messages import EntryMessage, Json, RecordResult, TickMessage
from enforcement.records.case_records import Records
from enforcement.records.codec import case_to_json, opened_case
from enforcement.records.columns import Table
from enforcement.records.database import transaction
from enforcement.records.tables import CaseRow, ClockRow, EscalationRow, JournalRow, OutboxRow, RefusalRow
from enforcement.records.vault import box_of

FILED_AT = "2026-09-17T09:00:00+08:00"
RECEIVED_AT = "2026-09-18T09:30:00+08:00"
# 24 September is the last of five working days; 25 September is out of time.
MISSED_AT = "2026-09-25T00:00:00+08:00"
QUERY_CLOCK = "query_launch_5wd"
TABLES: tuple[type[Table], ...] = (CaseRow, JournalRow, ClockRow, RefusalRow, EscalationRow, OutboxRow)


@dataclass(frozen=True)
class Casework:
    """One case of the court 沪0199 in 2026."""

    records: Records
    serial: int
    court: str = "沪0199"

    @property
    def id(self) -> str:
        return f"{self.court}-2026-执-{self.serial}"

    @property
    def number(self) -> str:
        return f"（2026）{self.court}执{self.serial}号"

    def filing(self, *, claim: Json = "1000000.50", confirmed: bool = True) -> dict[str, Json]:
        """The data of a filing against one debtor."""
        return {
            "case_number": self.number,
            "court": self.court,
            "applied_on": "2026-09-16",
            "claim": claim,
            "fees": 12400,
            "parties": [{"id": "P1", "role": "applicant", "name": "申请人甲"}, {"id": "D1", "role": "debtor", "name": "被执行人乙"}],
            "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": confirmed},
        }

    def say(self, message: EntryMessage) -> RecordResult:
        return self.records.record(message)

    def file(self, at: str = FILED_AT, *, entry_id: str = "filing", claim: Json = "1000000.50", confirmed: bool = True) -> RecordResult:
        return self.act("file_case", at, self.filing(claim=claim, confirmed=confirmed), entry_id=entry_id)

    def receive_materials(self, at: str = RECEIVED_AT) -> RecordResult:
        """Opens the clock of five working days for the query."""
        return self.fact("materials_received", at)

    def credit(self, receipt: str, amount: Json, at: str = RECEIVED_AT, happened_at: str | None = None) -> RecordResult:
        """Money reaches the case account; the entry's id is the receipt's."""
        return self.fact("funds_received", at, {"receipt": receipt, "amount": amount}, entry_id=receipt, happened_at=happened_at)

    def fact(
        self, name: str, at: str, data: dict[str, Json] | None = None, *, entry_id: str | None = None, happened_at: str | None = None
    ) -> RecordResult:
        return self.say(EntryMessage(self.id, entry_id or name, "fact", name, "handler", data or {}, happened_at, at))

    def act(self, name: str, at: str, data: dict[str, Json], *, entry_id: str | None = None) -> RecordResult:
        return self.say(EntryMessage(self.id, entry_id or name, "act", name, "handler", data, None, at))

    def let_pass(self, until: str) -> RecordResult:
        return self.records.tick(TickMessage(self.id, until))

    def journal(self) -> Sequence[JournalRow]:
        with transaction(self.records.engine) as session:
            query = select(JournalRow).where(JournalRow.case_id == self.id).order_by(col(JournalRow.sequence))
            return session.exec(query).all()

    def row(self) -> CaseRow:
        with transaction(self.records.engine) as session:
            return session.exec(select(CaseRow).where(CaseRow.case_id == self.id)).one()

    def clocks(self) -> Sequence[ClockRow]:
        """Every version of every clock, oldest first."""
        with transaction(self.records.engine) as session:
            query = select(ClockRow).where(ClockRow.case_id == self.id).order_by(col(ClockRow.clock), col(ClockRow.since))
            return session.exec(query).all()

    def escalations(self) -> Sequence[EscalationRow]:
        with transaction(self.records.engine) as session:
            query = (
                select(EscalationRow).where(EscalationRow.case_id == self.id).order_by(col(EscalationRow.clock), col(EscalationRow.level))
            )
            return session.exec(query).all()

    def refusals(self) -> Sequence[RefusalRow]:
        with transaction(self.records.engine) as session:
            query = select(RefusalRow).where(RefusalRow.case_id == self.id).order_by(col(RefusalRow.sequence), col(RefusalRow.guard))
            return session.exec(query).all()

    def everything(self) -> dict[str, list[dict[str, object]]]:
        """Every row that the database holds of the case, table by table, the case file opened: sealed anew it never looks the same."""
        with transaction(self.records.engine) as session:
            found = {table.__name__: _rows(session, table, self.id) for table in TABLES}
            box = box_of(session, self.id)
            for row in found[CaseRow.__name__]:
                row["case_file"] = case_to_json(opened_case(box, row["case_file"]))
            return found


def _rows(session: Session, table: type[Table], case_id: str) -> list[dict[str, object]]:
    columns = table.metadata.tables[str(table.__tablename__)].c
    found = session.execute(columns.case_id.table.select().where(columns.case_id == case_id).order_by(*columns.case_id.table.primary_key))
    return [dict(row._mapping) for row in found]
