"""One measured figure beside its goal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement; `goal` is a short text such as `<= 0.05` or `floor`, `ok` whether it is met."""

    name: str
    value: float
    unit: str
    goal: str
    ok: bool
