"""Reading a JSON body strictly: every field known, of its type, in its length; errors name the path as Meta does."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.playground.whatsapp.errors import invalid, malformed


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object of a request; `path` is how Meta calls it: `interactive['body']`."""

    values: dict[str, object]
    path: str = ""

    def only(self, *names: str) -> "Fields":
        """Refuse what is not known here."""
        for name in self.values:
            if name not in names:
                where = f' on param "{self.path}"' if self.path else ""
                raise malformed(f'Unexpected key "{name}"{where}.')
        return self

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def name_of(self, name: str) -> str:
        return f"{self.path}['{name}']" if self.path else name

    def text(self, name: str, *, most: int, least: int = 1) -> str:
        """A required text of `least` to `most` characters."""
        value = self._required(name)
        if not isinstance(value, str):
            raise malformed(f"Param {self.name_of(name)} must be a string.")
        if len(value) > most:
            raise malformed(f"Param {self.name_of(name)} must be at most {most} characters long.")
        if len(value.strip()) < least:
            raise malformed(f"The parameter {self.name_of(name)} is required.")
        return value

    def maybe(self, name: str, *, most: int) -> str:
        """A text that may be left out."""
        return self.text(name, most=most) if self.has(name) else ""

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        value = self._required(name)
        if not isinstance(value, str) or value not in allowed:
            raise malformed(
                f"Param {self.name_of(name)} must be one of {{{', '.join(sorted(allowed))}}} - got {value!r}."
            )
        return value

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise malformed(f"Param {self.name_of(name)} must be a boolean.")
        return value

    def inside(self, name: str) -> "Fields":
        """A required object."""
        return as_fields(self._required(name), self.name_of(name))

    def each(self, name: str, *, most: int, least: int = 1) -> list["Fields"]:
        """A required array of `least` to `most` objects."""
        value = self._required(name)
        if not isinstance(value, list):
            raise malformed(f"Param {self.name_of(name)} must be an array.")
        if not least <= len(value) <= most:
            raise invalid(f"{self.name_of(name)}: invalid count. Min: {least}, Max: {most}")
        return [as_fields(item, f"{self.name_of(name)}[{at}]") for at, item in enumerate(value)]

    def _required(self, name: str) -> object:
        value = self.values.get(name)
        if value is None:
            raise malformed(f"The parameter {self.name_of(name)} is required.")
        return value


def as_fields(value: object, path: str) -> Fields:
    """The value as a JSON object."""
    if not isinstance(value, dict):
        raise malformed(f"Param {path} must be a JSON object.")
    return Fields({str(key): item for key, item in value.items()}, path)


def measured(value: str, spoken: str, *, most: int, least: int = 1) -> str:
    """A text of an interactive message: too long ones are told in these words."""
    if not least <= len(value.strip()) or len(value) > most:
        raise invalid(f"{spoken} length invalid. Min length: {least}, Max length: {most}")
    return value


def unique(values: Iterator[str], spoken: str) -> None:
    """Refuse a value that stands twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise invalid(f"{spoken} must be unique, found duplicate value: {value}")
        seen.add(value)
