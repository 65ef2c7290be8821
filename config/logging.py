"""Logs: one JSON object a line, with the request's id, and without anything about a person.

What a person wrote or is called stands in addresses (``/posto/<token>``), in query strings, in form fields and in the
messages of exceptions ("Key (email)=(…) already exists"). So a request is named by its route, an exception by its
class and its frames, a library's sentence is kept without what was filled into it, and known personal keys are dropped.
"""

import logging.config
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, Processor

log = structlog.get_logger("config.request")

PERSONAL_KEYS = """
name first_name last_name alias email e_mail mail phone address to recipient ip remote_addr user_agent referer
path url uri full_path query body data payload form params args kwargs result reason error exception headers
cookie cookies token code card pin password secret guest diet note text subject request response
"""
PERSONAL = frozenset(PERSONAL_KEYS.split())
KEPT_WHOLE = frozenset({"request_id", "task_id", "parent_task_id", "child_task_id", "timestamp", "logger", "level"})
PERSONAL_TEXT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|\+?\d(?:[ .\-]?\d){7,}"  # a telephone number, a card's code
    r"|/(?:[\w%.:~-]+/)*[\w%.~-]{20,}/?"  # an address that ends in a secret
)
OWN_SENTENCES = ("celery", "kombu", "config", "granian")
REQUEST_ID = re.compile(r"[\w-]{8,64}\Z")


def drop_personal(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Remove what may tell of a person: known keys, and addresses or numbers within any text."""
    return {key: _blank(key, value) for key, value in event.items() if key not in PERSONAL or _is_a_class(key, value)}


def _is_a_class(key: str, value: Any) -> bool:
    """`error=type(failure).__name__` tells of no person; the same key with a library's message does."""
    return key == "error" and isinstance(value, str) and value.isidentifier()


def _blank(key: str, value: Any) -> Any:
    if key in KEPT_WHOLE or not isinstance(value, str):
        return value
    return PERSONAL_TEXT.sub("[…]", value)


def keep_the_sentence(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A library's record without its arguments: "Forbidden (%s): %s" says enough, what was forbidden says too much."""
    record: logging.LogRecord = event["_record"]
    if not record.name.startswith(OWN_SENTENCES):
        event["event"] = str(record.msg)
    return event


def frames_only(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception as its class and frames; its message only under DEBUG, since it quotes what people wrote."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    error = failure[1] if isinstance(failure, tuple) else failure
    if isinstance(error, BaseException):
        event["failure"] = [_named(each) for each in _chain(error)]
        event["frames"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    return event


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _named(error: BaseException) -> str:
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    named = " ".join(filter(None, [type(error).__qualname__, constraint]))
    return f"{named}: {error}" if settings.DEBUG else named


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    frames_only,
]


def configure(wanted: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: every logger of the process, ours or a library's, writes through one handler."""
    renderer: Processor = structlog.dev.ConsoleRenderer() if wanted["plain"] else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*SHARED, keep_the_sentence],
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, drop_personal, renderer],
    }
    quiet = {"level": "CRITICAL"}  # told by RequestLog and by django-structlog, without paths and arguments
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": wanted["level"]},
            "loggers": {
                "django": {"handlers": [], "level": "INFO", "propagate": True},
                "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
                "django.request": quiet,
                "celery.app.trace": quiet,
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING"},
            },
        }
    )


class RequestLog:
    """Give each request an id, say how it went in one line, and hand the id back in ``X-Request-ID``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        got_request_exception.connect(tell_failure, dispatch_uid="config.logging.tell_failure")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = _request_id(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            _tell(request, response, seconds=time.perf_counter() - start)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request_id
        return response


def tell_failure(sender: Any, request: HttpRequest | None = None, **_rest: Any) -> None:
    """Also what DRF turned into an answer of its own reaches the log with its frames."""
    log.error("request_failed", route=_route(request), exc_info=sys.exc_info())


def _request_id(request: HttpRequest) -> str:
    """The proxy's id, where there is a proxy of ours to trust; else a new one."""
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if REQUEST_ID.match(given) else uuid.uuid4().hex


def _route(request: HttpRequest | None) -> str | None:
    """The pattern that was matched, never the address itself: tickets and invitations carry secrets in theirs."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else None


def _tell(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    route = _route(request)
    if response.status_code < 400 and route in {None, "/healthz"}:  # static files; the container's own pulse
        return
    tell = log.error if response.status_code >= 500 else log.info
    tell("request", method=request.method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))
