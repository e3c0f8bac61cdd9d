"""Injects faults into the answers of a stand-in, by its plan or by the header X-Fault. Below HTTP where it must be: ASGI knows no reset."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from subsystems.callbacks import now
from subsystems.faults import OUTAGE, FaultPlan, Faults, RequestFault
from subsystems.problems import problem
from subsystems.wrongness import Json, impossible, of_another_order

_TRANSPORT = "zhixing.transport"
_SPARED = ("/admin/", "/docs", "/redoc", "/openapi.json", "/static-offline-docs")
_WRONG_SHAPE = b'{"code": 0, "message": "success"}'


@dataclass(slots=True)
class _Answer:
    """What the service would have answered."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    async def give(self, send: Send) -> None:
        headers = [(name, value) for name, value in self.headers if name != b"content-length"]
        headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request that something goes wrong with."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    plan: FaultPlan

    async def answer(self) -> _Answer:
        """Let the work be done, and keep the answer back."""
        answer = _Answer()
        await self.app(self.scope, self.receive, answer.take)
        return answer

    async def refuse(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """Answer without having done anything."""
        await problem(status, detail, headers)(self.scope, self.receive, self.send)

    async def reset(self) -> None:
        """Break the connection: the other side reads a reset."""
        transport = self.scope["extensions"].get(_TRANSPORT)
        if transport is None:
            raise ConnectionResetError("expected to be served by uvicorn, which alone can reset a connection")
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        await self.until_gone()

    async def until_gone(self) -> None:
        """Wait until the caller has hung up."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


class Breakable:
    """Puts the connection of a request within the reach of faults. The outermost layer, since every other one hides it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        extensions = {**scope.get("extensions", {}), _TRANSPORT: transport}
        await self._app({**scope, "extensions": extensions}, receive, send)


class FaultInjection:
    """The middleware of one service."""

    def __init__(self, app: ASGIApp, service: str, faults: Faults) -> None:
        self._app, self._service, self._faults = app, service, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plan = self._faults.plan(self._service)
        if plan is None or scope["type"] != "http" or _path(scope).startswith(_SPARED):
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._app, {**scope, "extensions": scope.get("extensions", {})}, receive, send, plan)
        if plan.outage(now()) is not None:
            self._faults.injected(self._service, OUTAGE)
            await exchange.refuse(503, "the system is down")
            return
        await self._inject(exchange)

    async def _inject(self, exchange: _Exchange) -> None:
        headers = Headers(scope=exchange.scope)
        told = headers.get("X-Fault")
        if told is not None and told not in list(RequestFault):
            await exchange.refuse(400, f"X-Fault: expected one of {', '.join(RequestFault)}, got {told}")
            return
        request = " ".join((exchange.scope["method"], _path(exchange.scope), headers.get("Idempotency-Key", "")))
        fate = self._faults.request_fate(exchange.plan, self._service, request)
        fault = fate if told is None else RequestFault(told)
        if fault is None:
            await self._app(exchange.scope, exchange.receive, exchange.send)
            return
        self._faults.injected(self._service, fault)
        await _INJECTIONS[fault](exchange)


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


async def _server_error(exchange: _Exchange) -> None:
    await exchange.refuse(500, "internal error")


async def _busy(exchange: _Exchange) -> None:
    await exchange.refuse(429, "too many requests", {"Retry-After": str(exchange.plan.retry_after)})


async def _slow(exchange: _Exchange) -> None:
    answer = await exchange.answer()
    await asyncio.sleep(exchange.plan.slow)
    await answer.give(exchange.send)


async def _timeout_after_work(exchange: _Exchange) -> None:
    await exchange.answer()
    try:
        await asyncio.wait_for(exchange.until_gone(), exchange.plan.hold)
    except TimeoutError:
        await exchange.reset()


async def _reset_before_work(exchange: _Exchange) -> None:
    await exchange.reset()


async def _reset_after_work(exchange: _Exchange) -> None:
    await exchange.answer()
    await exchange.reset()


async def _truncated(exchange: _Exchange) -> None:
    answer = await exchange.answer()
    await replace(answer, body=answer.body[: len(answer.body) // 2]).give(exchange.send)


async def _wrong_shape(exchange: _Exchange) -> None:
    await replace(await exchange.answer(), body=_WRONG_SHAPE).give(exchange.send)


async def _other_order(exchange: _Exchange) -> None:
    await _alter(exchange, of_another_order)


async def _impossible_value(exchange: _Exchange) -> None:
    await _alter(exchange, impossible)


async def _alter(exchange: _Exchange, alter: Callable[[Json, str], Json]) -> None:
    answer = await exchange.answer()
    if answer.status < 300 and answer.body:
        # What a request says about which order it means: path and key.
        asked = f"{_path(exchange.scope)} {unquote(Headers(scope=exchange.scope).get('Idempotency-Key', ''))}"
        answer.body = json.dumps(alter(json.loads(answer.body), asked), ensure_ascii=False).encode()
    await answer.give(exchange.send)


_INJECTIONS: Mapping[RequestFault, Callable[[_Exchange], Awaitable[None]]] = {
    RequestFault.SERVER_ERROR: _server_error,
    RequestFault.BUSY: _busy,
    RequestFault.SLOW: _slow,
    RequestFault.TIMEOUT_AFTER_WORK: _timeout_after_work,
    RequestFault.RESET_BEFORE_WORK: _reset_before_work,
    RequestFault.RESET_AFTER_WORK: _reset_after_work,
    RequestFault.TRUNCATED: _truncated,
    RequestFault.WRONG_SHAPE: _wrong_shape,
    RequestFault.OTHER_ORDER: _other_order,
    RequestFault.IMPOSSIBLE_VALUE: _impossible_value,
}
