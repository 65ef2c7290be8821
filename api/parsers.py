"""How what is sent is read. Django REST framework loads this while its own views load, so it stands alone."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Json(JSONParser):
    """JSON. What is nested deeper than Python reads is as broken as what is no JSON at all."""

    def parse(self, *args: Any, **options: Any) -> Any:
        try:
            return super().parse(*args, **options)
        except RecursionError as deep:
            raise ParseError from deep
