"""InspectionItem: one workflow per finding of an inspection (art 33), driven like a case."""

from temporalio import workflow

from workflows.case import EnforcementCase

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import CaseInput


@workflow.defn(name="InspectionItem")
class InspectionItem(EnforcementCase):
    """To be put right by the date that the inspection set."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case: wait for entries and timers until nothing is left to wait for."""
        return await super().run(case)
