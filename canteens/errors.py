"""What a rule answers when it can't do what was asked."""

from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):
    """One class per refusal; the doors turn it into a page, problem JSON or a text.

    `code` is stable, for programs; `message` is a sentence for the person, in their language,
    with `{names}` filled from what the raiser passes; `status` is its HTTP status.
    """

    code = "refused"
    message: str | Promise = ""
    status = 409

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    @property
    def sentence(self) -> str:
        """The message in the language that is active now."""
        return str(self.message).format(**self.facts)

    def __str__(self) -> str:
        return self.sentence
