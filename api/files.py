"""What can be read of every file, and said to it: the same routes for cases, petitions, disputes, tenure and inspection items."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.admission import HiddenHere, PermissionHere, without
from api.dependencies import AsKnownAt, CaseId, ServicesHere, SessionHere
from api.entries import add_entry
from api.examples import ENTRIES, ENTRY_SCHEMA, PROBLEMS, body
from api.problems import malformed
from api.tables import RESPONSES, Format, every, table
from api.views import case_row_view, case_then_view, case_view, clock_view, document_view, version_view
from enforcement import clock
from enforcement.contracts.ids import Register
from enforcement.docket.events import iso, timeline_line
from enforcement.docket.reading import FieldError
from enforcement.docket.regions import regions
from enforcement.records import papers, queries
from enforcement.records.lookups import LOOKED_UP
from enforcement.records.versions import versions_of
from enforcement.records.words import places

PREFIXES = {
    Register.CASE: "/cases",
    Register.PETITION: "/petitions",
    Register.DISPUTE: "/disputes",
    Register.TENURE: "/tenures",
    Register.INSPECTION: "/inspections",
}


_COLUMNS = {
    "number": "案号",
    "court": "法院",
    "officer": "承办人",
    "state": "状态",
    "filed_on": "立案",
    "claim": "标的（元）",
    "next_due": "最近届满",
    "escalation_level": "上报",
    "case_id": "编号",
}


def file_router(register: Register) -> APIRouter:
    """The routes of one register."""
    router = APIRouter(prefix=PREFIXES[register], tags=[PREFIXES[register].strip("/")], responses=PROBLEMS)
    router.add_api_route("", _listing(register), summary="A page at a time", response_model=None, responses=RESPONSES)
    router.add_api_route("/{case_id}", read_file, summary="The file, with its state and regions")
    router.add_api_route("/{case_id}/timeline", read_timeline, summary="What happened, in the rehearsal's format")
    router.add_api_route("/{case_id}/clocks", read_clocks, summary="Open clocks with due date, days left and derivation")
    router.add_api_route("/{case_id}/documents", read_documents, summary="Documents issued and served")
    router.add_api_route("/{case_id}/entries", read_entries, summary="The journal: every fact and act with its outcome")
    router.add_api_route(
        "/{case_id}/entries",
        add_entry,
        methods=["POST"],
        status_code=201,
        summary="Report a fact or attempt an act",
        openapi_extra=body(ENTRY_SCHEMA, ENTRIES),
    )
    return router


def _listing(register: Register) -> Any:
    def list_files(
        session: SessionHere,
        services: ServicesHere,
        permission: PermissionHere,
        as_known_at: AsKnownAt,
        court: str | None = None,
        state: str | None = None,
        officer: str | None = None,
        rule: str | None = None,
        due_before: date | None = None,
        escalated: bool | None = None,
        q: Annotated[
            str | None,
            Query(
                max_length=60, description="a case number in any writing, or words: parties, assets, officers, documents, text of entries"
            ),
        ] = None,
        party_id: Annotated[str | None, Query(max_length=60, description="the identity number or credit code of a party, whole")] = None,
        account: Annotated[str | None, Query(max_length=60, description="an account number, whole")] = None,
        phone: Annotated[str | None, Query(max_length=60, description="a telephone number, whole")] = None,
        cursor: Annotated[str | None, Query(max_length=60)] = None,
        limit: Annotated[int, Query(ge=1, le=queries.MAX_PAGE)] = 50,
        as_table: Format = None,
    ) -> dict[str, Any] | Response:
        """Files in the order of their ids, now or as they were known at an instant (by court and number only)."""
        wanted = queries.CaseFilter(court, state, officer, rule, due_before, escalated, q, register, party_id, account, phone)
        if as_known_at is not None:
            _check_then(wanted, as_table)
            cases, following = queries.cases_as_known(session, wanted, permission.reach, as_known_at, services.profile, cursor, limit)
            return {"items": [case_then_view(case) for case in cases], "cursor": following}
        if as_table is not None:
            found = every(lambda after: queries.case_page(session, wanted, permission.reach, after, queries.MAX_PAGE), cursor)
            return table(as_table, f"{register}s", _COLUMNS, map(case_row_view, found))
        rows, following = queries.case_page(session, wanted, permission.reach, cursor, limit)
        matched = places(session, q, [row.case_id for row in rows]) if q else {}
        return {"items": [case_row_view(row, matched.get(row.case_id, ())) for row in rows], "cursor": following}

    return list_files


def _check_then(wanted: queries.CaseFilter, as_table: str | None) -> None:
    """What a case was at another time is known from its journal, not from a column that can be searched."""
    names = [name for name in ("state", "officer", "rule", "due_before", "escalated", *LOOKED_UP) if getattr(wanted, name) is not None]
    names += ["format"] if as_table else []
    if names:
        raise malformed([FieldError(name, "no such filter together with as_known_at", "a value") for name in names])


def read_file(case_id: CaseId, session: SessionHere, services: ServicesHere, hidden: HiddenHere, as_known_at: AsKnownAt) -> dict[str, Any]:
    """The file, now or as it was known at an instant; restricted matters only for those who may read them."""
    view = without(case_view(queries.case_file(session, case_id, services.profile, as_known_at)), hidden.fields)
    return {**view, "regions": without(view["regions"], hidden.fields)}


def read_timeline(
    case_id: CaseId, session: SessionHere, services: ServicesHere, hidden: HiddenHere, as_known_at: AsKnownAt, explain: bool = False
) -> list[dict[str, Any]]:
    """Accepted and refused acts, clocks opened, warned, met, missed, and every rung climbed, in the order of time; with `explain`, why."""
    if not explain:
        return [dict(timeline_line(event)) for event in queries.timeline(session, case_id, as_known_at) if not hidden.hides(event)]
    told = queries.explained_timeline(session, case_id, services.profile, as_known_at)
    return [{**timeline_line(event), "explanation": asdict(said)} for event, said in told if not hidden.hides(event)]


def read_clocks(
    case_id: CaseId, session: SessionHere, services: ServicesHere, hidden: HiddenHere, as_known_at: AsKnownAt
) -> list[dict[str, Any]]:
    """Open clocks, the next to expire first."""
    case = queries.case_file(session, case_id, services.profile, as_known_at)
    ordered = sorted(
        (running for running in case.open_clocks if running.rule not in hidden.rules), key=lambda running: (running.expires_at, running.id)
    )
    now = as_known_at or clock.now()
    return [clock_view(case, running, queries.derivation(session, case, running, services.profile), now) for running in ordered]


def read_documents(case_id: CaseId, session: SessionHere, services: ServicesHere, as_known_at: AsKnownAt) -> list[dict[str, Any]]:
    """The documents of the file, with their state and with the hashes of the papers that were written here."""
    case = queries.case_file(session, case_id, services.profile, as_known_at)
    states = {part.id: part.state for part in regions(case).get("documents", ())}
    ordered = sorted(case.documents.values(), key=lambda d: (d.issued_on, d.id))
    return [document_view(document, states[document.id], papers.paper_of(session, case_id, document, as_known_at)) for document in ordered]


def read_entries(case_id: CaseId, session: SessionHere, hidden: HiddenHere, as_known_at: AsKnownAt) -> list[dict[str, Any]]:
    """Journal rows in order, with the links of the audit chain; an entry that was corrected with every version of it."""
    rows = queries.journal(session, case_id, as_known_at)
    versions = versions_of(rows)
    return [
        {
            "sequence": row.sequence,
            "id": row.entry_id,
            "kind": row.kind,
            "type": row.type,
            "by": row.by,
            "actor": row.actor,
            "recorded_at": iso(row.recorded_at),
            "happened_at": iso(row.happened_at),
            "outcome": row.outcome,
            "warnings": row.warnings,
            "refusals": row.refusals,
            "link": row.link,
            "versions": [version_view(n, version) for n, version in enumerate(versions.get(row.entry_id or "", ()), start=1)],
        }
        for row in rows
        # The correction of what is hidden is hidden with it.
        if hidden.entries.isdisjoint((row.type, row.data.get("entry_type")))
    ]
