"""How alike two names are, by their keys: short forms of Muhammad, initials and spaces make no difference."""

_MUHAMMAD = frozenset(("m", "md", "mhd", "moh", "mohd", "muh", "muhd", "mohammad", "mohamad", "muhamad", "mochammad"))


def alike(one: str, other: str) -> float:
    """Of 100: two spellings of one name reach 80, two unrelated names stay below 50.

    "m rizky p" and "muhammad rizki pratama" are spellings of one, so are "nur aini" and "nuraini".
    """
    from rapidfuzz import fuzz  # 5 MB, which a bot at rest need not hold

    first, second = _tokens(one), _tokens(other)
    left, right = " ".join(_written_out(first, second)), " ".join(_written_out(second, first))
    return max(fuzz.token_sort_ratio(left, right), fuzz.ratio(left.replace(" ", ""), right.replace(" ", "")))


def _tokens(key: str) -> list[str]:
    first, *rest = key.split() or [""]
    return ["muhammad" if first in _MUHAMMAD and rest else first, *rest]


def _written_out(name: list[str], beside: list[str]) -> list[str]:
    """Initials stand for the word in the same place of the other name that begins so."""
    pairs = zip(name, [*beside, *[""] * len(name)], strict=False)
    return [word if len(token) == 1 and word.startswith(token) else token for token, word in pairs]
