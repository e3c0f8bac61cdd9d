"""Logs of every process: one way for our own, uvicorn's and Temporal's, without personal data. JSON lines in production, readable otherwise."""

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from enforcement.secrecy.masking import masked, masked_text

# What structlog itself puts in, and what a rendered trace is called: masked by look, never by name.
_OWN = ("event", "level", "logger", "timestamp", "exception")
_CHATTY = ("httpx", "httpx2", "httpcore", "fontTools", "pyhanko")


def set_up_logs(*, json_lines: bool, level: int = logging.INFO, to: TextIO | None = None) -> None:
    """Send every log of this process to standard output, or elsewhere, masked."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if json_lines else structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler(to or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _take_over(handler)


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take what is personal or secret out of a line: of the message, of every value however deep, of traces and their messages."""
    return {name: _own(value) if name in _OWN else masked(value, name) for name, value in event.items()}


def _own(value: Any) -> Any:
    return masked_text(value) if isinstance(value, str) else masked(value)


def _take_over(handler: logging.Handler) -> None:
    # Their own handlers would write a line that nobody has masked.
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        if logger.handlers and handler not in logger.handlers:
            logger.handlers.clear()
            logger.propagate = True
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
