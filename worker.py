"""The front door: settings → gateways → activities → worker."""

import asyncio
import signal
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.register import Ports, activities
from enforcement import clock
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.docket.profile import embedded_profile
from enforcement.documents.courts import court_names
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.gateways.channels.configured import USUAL, configured, stand_in
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.seal import KeySeal, demonstration_seal
from enforcement.gateways.subsystems import (
    DocumentsGateway,
    FundGateway,
    QueryGateway,
    auction_gateway,
    auxiliary_gateway,
    bankruptcy_gateway,
    control_gateway,
    credit_gateway,
    fund_order_gateway,
    notices_gateway,
    publicity_gateway,
    risk_gateway,
    supervision_gateway,
    valuation_gateway,
    withdrawal_gateway,
)
from enforcement.gateways.supervisors import ReportedSupervisors
from enforcement.gateways.switchboard import Switchboard
from enforcement.gateways.timestamps import TimeStampGateway
from enforcement.logs import set_up_logs
from enforcement.memos.wording import Texts
from enforcement.ports.channels import Channel
from enforcement.printing.press import Press
from enforcement.pulse import Pulse, shown
from enforcement.readiness import missing
from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchors import KeptAnchors
from enforcement.records.audit import Method
from enforcement.records.calendars import PublishedCalendars
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from enforcement.records.digests import Digests
from enforcement.records.health import KeptHealth
from enforcement.records.memos import KeptMemos
from enforcement.records.outbox import KeptOutbox
from enforcement.records.papers import KeptPapers
from enforcement.records.reconciliations import KeptReconciliations
from enforcement.records.signed_roots import private_key
from enforcement.records.supervisors import ListedSupervisors, NotifiedSupervisors
from enforcement.secrecy.kept import kept
from enforcement.settings import Environment, Settings, load_settings
from enforcement.startup import check
from enforcement.temporal import CaseStart, connect, schedule_anchoring, schedule_reconciliations, start_memo_feed, start_risk_feed
from workflows.register import WORKFLOWS

THREADS = 24
# Cases whose workflows stay in memory between two entries; the others are replayed when something happens to them.
CACHED_CASES = 1000
# What is in progress when we are asked to stop may end in this time; `zhixing up` gives a process 20 s.
GRACE = timedelta(seconds=10)
log = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Work until the process is asked to stop; what is in progress is finished first. SystemExit if Temporal does not answer."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        client = await connect(settings.temporal, settings.temporal_namespace, settings.keys)
    except RuntimeError as error:
        sys.exit(f"expected Temporal at {settings.temporal}, nobody answers there: start it, or set TEMPORAL_ADDRESS ({error})")
    with ExitStack() as closing:
        engine = engine_for(settings.database, settings.keys, pool_size=THREADS)
        closing.callback(engine.dispose)
        threads = closing.enter_context(ThreadPoolExecutor(THREADS))
        board = Switchboard(KeptHealth(engine, client.identity, clock.now), registry := CollectorRegistry())
        show(settings, registry, Pulse(loop, lambda: missing(engine, asyncio.sleep(0, client))), closing)
        worker = _worker(client, ports(settings, engine, board, closing), settings, threads)
        closing.enter_context(board.noting())
        async with worker:
            await schedule_reconciliations(client)
            await schedule_anchoring(client)
            await start_risk_feed(client)
            await start_memo_feed(client)
            log.info("worker is ready", task_queue=TASK_QUEUE, temporal=settings.temporal)
            await stop.wait()
            log.info("worker stops")


def show(settings: Settings, registry: CollectorRegistry, pulse: Pulse, closing: ExitStack) -> None:
    """Show metrics and health on the port for it, if one is set. SystemExit if it is taken."""
    if port := settings.worker_metrics_port:
        try:
            closing.enter_context(shown(settings.api_host, port, registry, pulse))
        except OSError as error:
            sys.exit(f"port {port} cannot be used for the worker's metrics ({error.strerror}): set ZHIXING_WORKER_METRICS_PORT to another")


def ports(settings: Settings, engine: Engine, board: Switchboard, closing: ExitStack) -> Ports:
    """Everything outside that activities work with, by the settings; closed with `closing`."""
    clients = {
        name: SubsystemClient(name, settings.url_of(name), settings.credential, board.line(name, settings.rate_of(name)))
        for name in SUBSYSTEMS
    }
    for subsystem in clients.values():
        closing.callback(subsystem.close)
    records, supervision = (
        Records(engine, embedded_profile(settings.approvals_kept), Method(settings.journal_hash)),
        supervision_gateway(clients["supervision"]),
    )
    words = texts(settings)
    told = NotifiedSupervisors(ListedSupervisors(records, clock.now), engine, words, settings.public, clock.now)
    return Ports(
        docket=records,
        outbox=KeptOutbox(engine),
        calendars=PublishedCalendars(engine),
        anchors=KeptAnchors(engine, private_key(settings.anchoring_key), AnchorFolder(settings.anchors)),
        timestamps=TimeStampGateway(settings.tsa_url) if settings.tsa_url else None,
        reconciliations=KeptReconciliations(engine),
        supervisors=ReportedSupervisors(told, supervision),
        memos=KeptMemos(engine, Digests(words, settings.public)),
        channels=channels(settings, closing),
        query=QueryGateway(clients["query"]),
        control=control_gateway(clients["query"]),
        documents=DocumentsGateway(clients["documents"]),
        papers=papers(settings, engine),
        fund=FundGateway(clients["fund"]),
        fund_orders=fund_order_gateway(clients["fund"]),
        credit=credit_gateway(clients["credit"]),
        valuation=valuation_gateway(clients["valuation"]),
        publicity=publicity_gateway(clients["publicity"]),
        notices=notices_gateway(clients["notices"]),
        supervision=supervision,
        risks=risk_gateway(clients["supervision"]),
        auction=auction_gateway(clients["auction"]),
        withdrawal=withdrawal_gateway(clients["auction"]),
        auxiliary=auxiliary_gateway(clients["auction"]),
        bankruptcy=bankruptcy_gateway(clients["bankruptcy"]),
    )


def texts(settings: Settings) -> Texts:
    """The words of memos. SystemExit for the court's own that cannot be filled in."""
    try:
        return Texts(settings.templates_folder)
    except ValueError as error:
        sys.exit(f"setting ZHIXING_TEMPLATES: {error}")


def channels(settings: Settings, closing: ExitStack) -> Mapping[str, Channel]:
    """The ways on which officers and supervisors are told, closed with `closing`. SystemExit for a file that cannot be read."""
    try:
        found = configured(Path(settings.channels), settings.channel_secret_map) if settings.channels else {}
    except ValueError as error:
        sys.exit(f"setting ZHIXING_CHANNELS: {error}")
    if not found and settings.env is Environment.DEMONSTRATION:
        found = stand_in(settings.url_of("notices"), settings.credential)
    for channel in found.values():
        closing.callback(channel.close)
    lacking = [name for name in USUAL if name not in found]
    log.info("channels to officers and supervisors", configured=[*found], not_configured=lacking)
    return found


def papers(settings: Settings, engine: Engine) -> KeptPapers:
    """The papers that are written here, printed and sealed by the settings."""
    press = Press(settings.templates_folder, settings.fonts_folder, settings.title_font, settings.text_font)
    return KeptPapers(engine, embedded_profile(), court_names(settings.templates_folder), press, seal(settings))


def seal(settings: Settings) -> KeySeal:
    """The court's seal; one of a demonstration if none is set. SystemExit for what is no seal."""
    given = settings.seal_key.get_secret_value()
    try:
        return KeySeal(given or kept(settings.data_dir / "seal-key", lambda: demonstration_seal("执行演示法院", clock.now())))
    except ValueError as error:
        sys.exit(f"setting ZHIXING_SEAL_KEY: expected the court's key and certificate in PEM: {error}")


def _worker(client: Client, ports: Ports, settings: Settings, threads: ThreadPoolExecutor) -> Worker:
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=activities(ports, client, CaseStart(entries_per_run=settings.entries_per_run)),
        activity_executor=threads,
        # The sandbox looks for mistakes of ours, at half of a worker's time: tests and replays run in it, the product does not (ADR 7).
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=CACHED_CASES,
        graceful_shutdown_timeout=GRACE,
    )


if __name__ == "__main__":
    found = load_settings()
    set_up_logs(json_lines=found.env is Environment.PRODUCTION)
    check(found)
    asyncio.run(run(found))
