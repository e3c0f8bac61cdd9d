"""Tenure: one workflow per person in a post (art 42), driven like a case."""

from temporalio import workflow

from workflows.case import EnforcementCase

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import CaseInput


@workflow.defn(name="Tenure")
class Tenure(EnforcementCase):
    """Five years for leaders and independent handlers, ten for others."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        super().__init__(case)

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case: wait for entries and timers until nothing is left to wait for."""
        return await super().run(case)
