"""The one kind of "no": an answer for the person, with a code for programs."""

from django.utils import translation


class Refusal(Exception):
    """What stands in the way and what to do next.

    `code` never changes; `message` is one sentence for the person, a lazy translation so
    that every door can say it in the reader's language.
    """

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)

    def in_both(self) -> dict[str, str]:
        """The same sentence in Chinese and English, for programs and logs."""
        said = {"code": self.code}
        for key, language in (("zh", "zh-hans"), ("en", "en")):
            with translation.override(language):
                said[key] = str(self.message)
        return said
