"""A PDF as a screen reader finds it: its text, its tags, its language."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


class Paper:
    """What a PDF says and how."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content))
        self.root: Any = self.reader.root_object

    @property
    def pages(self) -> int:
        return len(self.reader.pages)

    @property
    def text(self) -> str:
        """All its words, one space between them."""
        return " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())

    @property
    def lines(self) -> list[str]:
        return [line.strip() for page in self.reader.pages for line in page.extract_text().splitlines()]

    @property
    def tags(self) -> list[str]:
        """The kinds of its structure elements, in reading order."""
        return [str(element["/S"]) for element in self._elements(self.root["/StructTreeRoot"]["/K"])]

    @property
    def pictures(self) -> list[str]:
        """What stands in for its pictures."""
        found = self._elements(self.root["/StructTreeRoot"]["/K"])
        return [str(element.get("/Alt")) for element in found if element["/S"] == "/Figure"]

    @property
    def facts(self) -> dict[str, object]:
        """What PDF/UA asks of a file as a whole."""
        about = self.reader.metadata
        assert about
        return {
            "marked": bool(self.root["/MarkInfo"]["/Marked"]), "lang": str(self.root["/Lang"]), "title": about.title,
            "shows title": bool(self.root["/ViewerPreferences"]["/DisplayDocTitle"]),
            "ua": b"pdfuaid:part>1<" in self.root["/Metadata"].get_object().get_data(),
        }  # fmt: skip

    def _elements(self, node: Any) -> Iterator[DictionaryObject]:
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for part in node:
                yield from self._elements(part)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from self._elements(node["/K"])
