"""The web application. Nothing is connected at import: neighbours are built when it starts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from api import (
    audit,
    calendars,
    callbacks,
    cases,
    codec,
    documents,
    finance,
    health,
    hooks,
    memos,
    problems,
    process,
    public,
    registers,
    statutes,
    subsystems,
    supervision,
)
from api.admission import admitted
from api.codec import CodecDoor
from api.contract import describe
from api.delivery import delivering
from api.dependencies import Services
from api.doorstep import Doorstep
from api.identity import login
from api.identity.gate import Gate
from api.identity.providers import identity
from api.pages import calendars as calendar_pages
from api.pages import case, changes, desk, filing, law, party
from api.pages import finance as finance_page
from api.pages import help as help_page
from api.pages import process as process_pages
from api.pages import supervision as supervision_page
from api.security import SecurityHeaders
from enforcement.docket.profile import embedded_profile
from enforcement.documents.courts import court_names
from enforcement.gateways.callbacks import Callbacks
from enforcement.logs import set_up_logs
from enforcement.printing.press import Press
from enforcement.records.audit import Method
from enforcement.records.database import engine_for
from enforcement.settings import Environment, Settings, load_settings
from enforcement.startup import check
from enforcement.survey import places
from enforcement.temporal import CaseStart

_STATIC = Path(__file__).parent / "static"
_DATA = (
    cases,
    documents,
    public,
    supervision,
    audit,
    statutes,
    process,
    calendars,
    hooks,
    callbacks,
    finance,
    memos,
    subsystems,
    codec,
    health,
)
_PAGES = (desk, filing, case, process_pages, supervision_page, calendar_pages, finance_page, party, law, help_page, changes)
Build = Callable[[], Services]


def create_app(build: Build) -> FastAPI:
    """The application over the services that `build` gives at its start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.services = build()
        async with delivering(app.state.services):
            yield
        app.state.services.engine.dispose()

    app = FastAPIOffline(
        title="Zhixing 执行",
        version="0.1.0",
        description="Court enforcement cases under 法〔2021〕322号: file a case, report facts, attempt acts, see every clock.",
        lifespan=lifespan,
        dependencies=[Depends(admitted)],
    )
    problems.install(app)
    for module in (*_DATA, *_PAGES):
        app.include_router(module.router)
    for router in registers.routers():
        app.include_router(router)
    app.include_router(login.router)
    describe(app)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")

    @app.get("/", include_in_schema=False)
    def home() -> FileResponse:
        return FileResponse(_STATIC / "index.html", media_type="text/html; charset=utf-8")

    app.add_middleware(Gate)
    app.add_middleware(CodecDoor)
    app.add_middleware(Doorstep)
    app.add_middleware(SecurityHeaders)
    return app


def from_settings() -> FastAPI:
    """The application as `zhixing up` starts it."""
    settings = load_settings()
    set_up_logs(json_lines=settings.env is Environment.PRODUCTION)
    check(settings)
    return create_app(lambda: _services(settings))


def _services(settings: Settings) -> Services:
    engine = engine_for(settings.database, settings.keys)
    return Services(
        engine=engine,
        profile=embedded_profile(settings.approvals_kept),
        callbacks=Callbacks(settings.signing_secret),
        identity=identity(settings, engine),
        temporal_address=settings.temporal,
        temporal_namespace=settings.temporal_namespace,
        keys=settings.keys,
        start=CaseStart(entries_per_run=settings.entries_per_run),
        calendar_rate=settings.calendar_rate,
        temporal_ui=settings.temporal_ui,
        journal_hash=Method(settings.journal_hash),
        places=places(settings),
        courts=court_names(settings.templates_folder),
        printer=Press(settings.templates_folder, settings.fonts_folder, settings.title_font, settings.text_font),
    )
