"""Every workflow of the product: the one list."""

from workflows.calendar_revision import CalendarRevision
from workflows.case import EnforcementCase
from workflows.credit import CreditProcedure
from workflows.payout import PayoutProcedure
from workflows.query import QueryProcedure

WORKFLOWS = [EnforcementCase, QueryProcedure, PayoutProcedure, CreditProcedure, CalendarRevision]
