"""Legal objects with a life of their own beside the cases, each a workflow type of its own, driven like a case."""

from temporalio import workflow

from workflows.case import EnforcementCase

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import CaseInput


@workflow.defn(name="Petition")
class Petition(EnforcementCase):
    """执行信访 (art 30): 5 working days to enter it, 30 to close it with feedback."""

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case."""
        return await super().run(case)


@workflow.defn(name="Dispute")
class Dispute(EnforcementCase):
    """A dispute between courts or with another authority (art 27): one month for the plan, 15 working days to carry it out."""

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case."""
        return await super().run(case)


@workflow.defn(name="Tenure")
class Tenure(EnforcementCase):
    """A person in a post (art 42): five years for leaders and independent handlers, ten for others."""

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case."""
        return await super().run(case)


@workflow.defn(name="InspectionItem")
class InspectionItem(EnforcementCase):
    """A finding of an inspection (art 33), to be put right by the date that the inspection set."""

    @workflow.run
    async def run(self, case: CaseInput) -> str:
        """As a case."""
        return await super().run(case)
