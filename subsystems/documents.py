"""The stand-in of the document system with its seal, and of the e-file (电子卷宗) with electronic service."""

import hashlib
from base64 import b64decode
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Response
from pydantic import BaseModel, TypeAdapter

from enforcement.contracts.documents import DocumentOrder, DocumentState, DocumentStatus, Statement
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, service
from subsystems.storage import Storage

_KIND, _FILE, _SILENT = "document-order", "e-file", "document-silent"
_STATE: TypeAdapter[DocumentState] = TypeAdapter(DocumentState)
_ORDER: TypeAdapter[DocumentOrder] = TypeAdapter(DocumentOrder)
_ROLES = {"applicant": "申请执行人", "debtor": "被执行人"}
_SAYS = {
    Statement.ACCOUNT: "案款应当汇入本案专用账户（一案一账号），除该账户外不以其他任何账户接收案款。",
    Statement.RIGHT_TO_REFUSE: "要求将案款汇入其他账户的，有权拒绝。",
    Statement.HOTLINE: "发现上述情形的，可以拨打12368举报。",
}


class Page(BaseModel):
    """One page of an e-file."""

    page: int
    order: str
    document: str
    kind: str
    sha256: str


class Silent(BaseModel):
    """A party of a case whom electronic service does not reach."""

    case_id: str
    party: str


def documents_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; a document is sealed and filed after one `pace`, and served after two more."""
    app = service(
        "文书与电子卷宗", "Documents written, numbered, sealed, filed and served; received papers filed.", credential, storage, callbacks
    )

    @app.post("/documents", status_code=201, summary="Have a document written, sealed, filed and served, or a received paper filed")
    def order(order: DocumentOrder, idempotency_key: Key) -> DocumentState:
        if not (order.case_id and order.key and order.document and order.kind):
            raise HTTPException(422, "case_id, key, document, kind: expected a text, got an empty one")
        if (order.sha256 or order.content) and hashlib.sha256(_given(order)).hexdigest() != order.sha256:
            raise HTTPException(422, "content: expected the paper of the hash in sha256, got another")
        sent = {"idempotency_key": idempotency_key, "ordered": asdict(order)}
        with storage.transaction():
            kept = storage.get(_KIND, order.order) or _written(storage, order, now() + pace, now() + pace * 3)
            same_or_conflict(storage.add(_KIND, order.order, {**sent, **kept}, *_effects(order, kept)), sent)
            _announce(callbacks, order, kept)
        return _state(kept)

    # The id of a document may hold slashes, so what ends in /content comes first.
    @app.get("/documents/{order:path}/content", summary="The paper as it was sealed", response_class=Response)
    def content(order: str) -> Response:
        kept = known(storage.get(_KIND, order), "document")
        if _state(kept).status is DocumentStatus.RUNNING:
            raise HTTPException(404, "not in the e-file yet")
        if (ordered := _ORDER.validate_python(kept["ordered"])).content:
            return Response(_given(ordered), media_type="application/pdf")
        return Response(kept["content"].encode(), media_type="text/plain; charset=utf-8")

    @app.get("/documents/{order:path}", summary="What became of a document")
    def state(order: str) -> DocumentState:
        return _state(known(storage.get(_KIND, order), "document"))

    @app.get("/e-files/{case_id}", summary="The pages of a case's e-file; `after` is the last page of the list before")
    def e_file(case_id: str, after: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> list[Page]:
        pages = [Page(**row) for row in (storage.get(_FILE, case_id) or {"pages": []})["pages"]]
        filed = [page for page in pages if _state(known(storage.get(_KIND, page.order), "document")).status is not DocumentStatus.RUNNING]
        return [page for page in filed if page.page > after][:limit]

    @app.put("/admin/silent", status_code=204, summary="Stand-in only: service does not reach a party", include_in_schema=False)
    def silent(silent: Silent) -> None:
        storage.put(_SILENT, f"{silent.case_id}:{silent.party}", {})

    return app


def _written(storage: Storage, order: DocumentOrder, filed_at: datetime, served_at: datetime) -> dict[str, Any]:
    """The paper with its number and page, and what will be said of it when."""
    file = storage.get(_FILE, order.case_id) or {"pages": []}
    page = len(file["pages"]) + 1
    number = "" if order.received else order.number or f"{order.case_number}-{page:03d}"
    content = "" if order.content else _text(order, number)
    digest = order.sha256 or hashlib.sha256(content.encode()).hexdigest()
    row = Page(page=page, order=order.order, document=order.document, kind=order.kind, sha256=digest)
    storage.put(_FILE, order.case_id, {"pages": [*file["pages"], row.model_dump()]})
    filed = DocumentState(order.order, DocumentStatus.FILED, number, digest, page, filed_at.isoformat())
    delivered = _delivered(storage, order, replace(filed, served_at=served_at.isoformat()))
    return {"content": content, "filed": asdict(filed), "delivered": None if delivered is None else asdict(delivered)}


def _given(order: DocumentOrder) -> bytes:
    """The paper that came with its order."""
    try:
        return b64decode(order.content, validate=True)
    except ValueError:
        raise HTTPException(422, "content: expected base64") from None


def _delivered(storage: Storage, order: DocumentOrder, state: DocumentState) -> DocumentState | None:
    if order.addressee is None or order.received:
        return None
    party = next((party for party in order.parties if order.addressee in (party.id, party.name)), None)
    if party is None or storage.get(_SILENT, f"{order.case_id}:{party.id}") is not None:
        return replace(state, status=DocumentStatus.UNDELIVERED, reason="受送达人信息不明，无法电子送达")
    return replace(state, status=DocumentStatus.SERVED)


def _text(order: DocumentOrder, number: str) -> str:
    """The paper: its head, the parties, what it says and what it must state, and the seal of what the court issues."""
    head = [order.kind, *([] if order.received else [f"文书编号：{number}"]), f"案号：{order.case_number}"]
    parties = [f"{_ROLES.get(party.role, party.role)}：{party.name}" for party in order.parties]
    says = [*order.particulars, *(_SAYS[statement] for statement in order.statements)]
    seal = [] if order.received else [f"（电子签章）{order.court}人民法院"]
    return "\n".join([*head, *parties, *says, *seal]) + "\n"


def _effects(order: DocumentOrder, kept: dict[str, Any]) -> list[Effect]:
    filed, delivered = _STATE.validate_python(kept["filed"]), kept["delivered"]
    effects = [Effect("documents.filed", order.case_id, order.key, datetime.fromisoformat(str(filed.filed_at)))]
    if delivered is not None and delivered["status"] == DocumentStatus.SERVED:
        effects.append(
            Effect("documents.served", order.case_id, f"{order.key}:{order.addressee}", datetime.fromisoformat(delivered["served_at"]))
        )
    return effects


def _announce(callbacks: Callbacks, order: DocumentOrder, kept: dict[str, Any]) -> None:
    data = {"case_id": order.case_id, "key": order.key, "order": asdict(replace(order, content=""))}
    filed, delivered = kept["filed"], kept["delivered"]
    at = datetime.fromisoformat(filed["filed_at"])
    callbacks.plan("documents", f"{order.order}:filed", "documents.filed", {**data, "state": filed}, at)
    if delivered is not None:
        at = datetime.fromisoformat(delivered["served_at"])
        callbacks.plan("documents", f"{order.order}:delivered", f"documents.{delivered['status']}", {**data, "state": delivered}, at)


def _state(kept: dict[str, Any]) -> DocumentState:
    filed = _STATE.validate_python(kept["filed"])
    if datetime.fromisoformat(str(filed.filed_at)) > now():
        return DocumentState(filed.order)
    if kept["delivered"] is not None and datetime.fromisoformat(kept["delivered"]["served_at"]) <= now():
        return _STATE.validate_python(kept["delivered"])
    return filed
