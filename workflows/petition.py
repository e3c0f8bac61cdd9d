"""Petition: one workflow per petition (执行信访, art 30) that is about no single case, driven like a case."""

from temporalio import workflow

from workflows.case import EnforcementCase

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import CaseInput


@workflow.defn(name="Petition")
class Petition(EnforcementCase):
    """5 working days to enter it, 30 to close it with feedback."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case: wait for entries and timers until nothing is left to wait for."""
        return await super().run(case)
