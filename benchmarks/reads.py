"""Run inside the house: how many statements a request costs; and what it takes beside the same SQL said by plain
psycopg, in one process and one thread, in turn."""

import json
import logging
import statistics
import sys
import time
from typing import Any
from uuid import uuid4

import django

TURNS = 30


def main(pages: dict[str, dict[str, str]], writes: dict[str, dict[str, Any]]) -> None:
    """Print the statements of each write, and of each page its statements, and milliseconds of the request and of its
    SQL alone."""
    import psycopg
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    found: dict[str, dict[str, Any]] = {}
    parameters = connection.get_connection_params()
    wanted = {name: parameters[name] for name in ("dbname", "host", "port", "user", "password") if name in parameters}
    with psycopg.connect(**wanted, autocommit=True) as plain:
        for name, page in pages.items():
            path, headers = page["path"], {key: value for key, value in page.items() if key != "path"}
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(path, headers=headers)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
            said = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
            times = [(_asked(client, path, headers), _said(plain, said)) for _turn in range(TURNS)]
            request, sql = (statistics.median(part) for part in zip(*times, strict=True))
            found[name] = {"statements": len(said), "request_ms": round(request, 2), "sql_ms": round(sql, 2)}
    json.dump(
        {"reads": found, "writes": {name: _statements(client, **one) for name, one in writes.items()}}, sys.stdout
    )


def _statements(client: Any, *, path: str, body: dict[str, Any], token: str) -> int:
    """Those of the second request: the first also loads what is loaded once."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _turn in range(2):
        with CaptureQueriesContext(connection) as captured:
            said = body | {"client_ref": str(uuid4())}
            answer = client.post(path, said, content_type="application/json", headers={"Authorization": token})
        if answer.status_code != 201:
            raise SystemExit(answer.content)
    return len(captured)


def _asked(client: Any, path: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    client.get(path, headers=headers)
    return (time.perf_counter() - began) * 1000


def _said(plain: Any, statements: list[str]) -> float:
    began = time.perf_counter()
    for statement in statements:
        plain.execute(statement).fetchall()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()
    main(json.loads(sys.argv[1]), json.loads(sys.argv[2]))
