"""Run inside the house: how many SQL statements a request costs, transactions' words included."""

import json
import logging
import sys
from uuid import uuid4

import django


def main(spread: int, small: int, card: str) -> None:
    """Print the statements of a newcomer's booking, of a known guest's, of one for a full lunch, of the calendar."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    def asked(method: str, path: str, **headers: str) -> list[str]:
        body = {"client_ref": str(uuid4())} if method == "post" else None
        with CaptureQueriesContext(connection) as captured:
            call = getattr(Client(headers=headers), method)
            answer = call(path, body, content_type="application/json") if body else call(path)
        if answer.status_code not in {200, 201}:
            raise SystemExit(answer.content)
        return [query["sql"].split("(")[0][:60].strip() for query in captured]

    booking = "/api/v1/sittings/{}/bookings/"
    asked("post", booking.format(spread))  # the first request also loads what is loaded once
    for _ in range(22):
        asked("post", booking.format(small))
    found = {
        "newcomer": asked("post", booking.format(spread)),
        "known guest": asked("post", booking.format(spread), Authorization=f"Card {card}"),
        "newcomer, full": asked("post", booking.format(small)),
        "availability": asked("get", "/api/v1/sittings/"),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
