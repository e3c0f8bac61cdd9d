"""StatementProcedure: money on its way to the case account is looked for in the account's statement until it is there (art 19)."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.fund import FundActivities
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.fund import credited
    from enforcement.contracts.statement import Line, Side, StatementQuestion, arrived

NOT_CREDITED = "NotCredited"


@workflow.defn(name="StatementProcedure")
class StatementProcedure:
    """The money of one deduction, or of one round of an auction."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        amount = procedure.data.get("amount")
        self._case_id = procedure.case_id
        self._about = str(procedure.data.get("about"))
        self._amount = amount if isinstance(amount, int) else 0
        self._after = ""
        self._credits: list[Line] = []

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Record every credit of the account until the money is among them; after two weeks of hourly looks a person must ask the bank."""
        since = workflow.now()
        async with told_to_the_case(procedure):
            if not await until_done(self._arrived, "案款到账"):
                raise ApplicationError(
                    f"{self._amount} fen of {self._about} are not on the account of {self._case_id}, looked for since {since.date()}",
                    type=NOT_CREDITED,
                    non_retryable=True,
                )

    async def _arrived(self) -> bool:
        while await self._page():
            pass
        return arrived(self._about, self._amount, ((line.about, line.amount) for line in self._credits))

    async def _page(self) -> bool:
        """Read on, and record what came in; gives whether there is more."""
        page = await ask(FundActivities.statement, StatementQuestion(self._case_id, self._after), self._about)
        for line in page.lines:
            if line.side is Side.CREDIT:
                await report(credited(self._case_id, line))
                self._credits.append(line)
            self._after = line.line
        return page.next is not None
