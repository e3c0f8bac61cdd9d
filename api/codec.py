"""Temporal's codec protocol: its CLI and UI open what is sealed in histories through here, for operators only."""

from typing import Any

from fastapi import APIRouter, Request
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from temporalio.api.common.v1 import Payloads

from api.bodies import json_object
from api.dependencies import ServicesHere
from api.examples import PROBLEMS
from api.problems import malformed
from enforcement.docket.reading import FieldError
from enforcement.secrecy.ciphers import Unsealable
from enforcement.secrecy.payloads import SealedPayloads

router = APIRouter(prefix="/codec", tags=["codec"], responses=PROBLEMS)


@router.post("/decode", summary="Open payloads of a history")
async def decode(request: Request, services: ServicesHere) -> dict[str, Any]:
    """What was never sealed comes back as it is; 422 for what does not open."""
    found = await _payloads(request)
    try:
        return _answer(await SealedPayloads(services.keys).decode(found.payloads))
    except Unsealable as error:
        raise malformed([FieldError("payloads", "payloads that are sealed with our keys", str(error))]) from None


@router.post("/encode", summary="Seal payloads for a history")
async def encode(request: Request, services: ServicesHere) -> dict[str, Any]:
    """What an operator sends by hand is sealed as everything else is."""
    return _answer(await SealedPayloads(services.keys).encode((await _payloads(request)).payloads))


async def _payloads(request: Request) -> Payloads:
    try:
        return ParseDict(await json_object(request), Payloads())
    except ParseError:
        raise malformed([FieldError("payloads", "a list of payloads with metadata and data in base64", "something else")]) from None


def _answer(payloads: list[Any]) -> dict[str, Any]:
    return dict(MessageToDict(Payloads(payloads=payloads)))


class CodecDoor:
    """The middleware: lets pages of Temporal's UI, and no others, ask the codec from another origin. Who asks still shows a token."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["path"].startswith("/codec/"):
            origin = scope["app"].state.services.temporal_ui
            headers = ["Authorization", "Content-Type", "X-Namespace"]
            app = CORSMiddleware(app, allow_origins=[origin], allow_methods=["POST"], allow_headers=headers)
        await app(scope, receive, send)
