"""Reading the body of a request: each wrong field is noted where it stands, and all of them are refused together."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.discord.server.faults import Json, RefusedError

INVALID_FORM = 50035
_SNOWFLAKE = re.compile(r"[0-9]{1,20}")
_WEB = ("http", "https")


@dataclass
class Form:
    """An object of a body, and its place in it."""

    data: Json
    errors: Json = field(default_factory=dict)
    path: tuple[str, ...] = ()

    def wrong(self, code: str, message: str, *names: str | int) -> None:
        """Note what is wrong with a field, or with the object itself."""
        place = self.errors
        for name in (*self.path, *map(str, names)):
            place = place.setdefault(name, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def done(self) -> None:
        """Refuse the request if anything is wrong."""
        if self.errors:
            raise RefusedError(400, INVALID_FORM, "Invalid Form Body", self.errors)

    def has(self, name: str) -> bool:
        return self.data.get(name) is not None

    def text(self, name: str, *, least: int = 0, most: int | None = None, required: bool = False) -> str:
        """A string of so many code points; what stands around it does not count."""
        value = self._given(name, required=required)
        if value is None:
            return ""
        if isinstance(value, bool | dict | list):
            self.wrong(
                "BASE_TYPE_BAD_TYPE" if isinstance(value, bool) else "STRING_TYPE_CONVERT", "Not a string.", name
            )
            return ""
        text = str(value)
        if most is not None and not least <= len(text.strip()) <= most:
            if least:
                self.wrong("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.", name)
            else:
                self.wrong("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.", name)
        return text

    def integer(self, name: str, *, least: int = 0, most: int | None = None, required: bool = False) -> int | None:
        value = self._given(name, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
            self.wrong("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.', name)
            return None
        number = int(value)
        if number < least:
            self.wrong("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.", name)
        if most is not None and number > most:
            self.wrong("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.", name)
        return number

    def flag(self, name: str) -> bool:
        value = self.data.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong("BOOLEAN_TYPE_CONVERT", "Must be either true or false.", name)
        return value is True

    def choice(self, name: str, choices: Collection[Any], *, required: bool = True) -> Any:
        value = self._given(name, required=required)
        if value is None or (not isinstance(value, dict | list) and value in choices):
            return value
        listed = ", ".join(map(str, choices))
        self.wrong("BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.", name)
        return None

    def snowflakes(self, name: str, *, most: int) -> list[int]:
        found = []
        for place, value in enumerate(self._list(name, most)):
            if _SNOWFLAKE.fullmatch(str(value)):
                found.append(int(value))
            else:
                self.wrong("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.', name, place)
        return found

    def form(self, name: str, *, required: bool = False) -> "Form | None":
        value = self._given(name, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType", name)
            return None
        return Form(value, self.errors, (*self.path, name))

    def forms(self, name: str, *, least: int = 0, most: int) -> "list[Form]":
        """The objects of a list; those that are none are noted and left out."""
        return list(self._forms(name, self._list(name, most, least)))

    def address(self, name: str, *, most: int, schemes: Collection[str] = _WEB, required: bool = False) -> str:
        """A well-formed address with one of the schemes."""
        text = self.text(name, most=most, required=required)
        if text and (problem := _find_problem(text, schemes)):
            self.wrong(*problem, name)
        return text

    def _given(self, name: str, *, required: bool) -> Any:
        value = self.data.get(name)
        if required and (value is None or value == ""):
            self.wrong("BASE_TYPE_REQUIRED", "This field is required", name)
            return None
        return value

    def _list(self, name: str, most: int, least: int = 0) -> list[Any]:
        value = self.data.get(name)
        if value is None and not least:
            return []
        if not isinstance(value, list):
            self.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType", name)
            return []
        if not least <= len(value) <= most:
            allowed = f"Must be between {least} and {most} in length."
            words = ("BASE_TYPE_BAD_LENGTH", allowed)
            self.wrong(*(words if least else ("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")), name)
        return value

    def _forms(self, name: str, values: list[Any]) -> "Iterator[Form]":
        for place, value in enumerate(values):
            if isinstance(value, dict):
                yield Form(value, self.errors, (*self.path, name, str(place)))
            else:
                self.wrong("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType", name, place)


def _find_problem(text: str, schemes: Collection[str]) -> tuple[str, str] | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme and parts.scheme not in schemes:
        listed = ", ".join(f"'{one}'" for one in schemes)
        words = f'Scheme "{parts.scheme}" is not supported. Scheme must be one of ({listed}).'
        return "URL_TYPE_INVALID_SCHEME", words
    named = parts.netloc or parts.scheme in ("attachment", "discord")
    if not parts.scheme or not named or " " in text or (parts.scheme in _WEB and "." not in parts.netloc):
        return "URL_TYPE_INVALID_URL", "Not a well formed URL."
    return None
