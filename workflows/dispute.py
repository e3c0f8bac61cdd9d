"""Dispute: one workflow per dispute between courts or with another authority (art 27), driven like a case."""

from temporalio import workflow

from workflows.case import EnforcementCase

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import CaseInput


@workflow.defn(name="Dispute")
class Dispute(EnforcementCase):
    """One month for the plan, 15 working days to carry it out; 5 and 10 working days with other authorities."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case: wait for entries and timers until nothing is left to wait for."""
        return await super().run(case)
