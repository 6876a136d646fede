"""Every button that can be shown does something, and everything that can be done has a button."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.flows import all_flows
from bot.paths import ROOT

SHOWN_ELSEWHERE: set[str] = set()

pytestmark = pytest.mark.structure


ADDRESSES = {"wa.me"}
"""Look like a button's key, and are none."""


def handled() -> set[str]:
    return {key for flow in all_flows() for key in flow.presses}


def shown() -> set[str]:
    """First words of `button(label, "key", …)` and `Press("key", …)`, also behind a condition or a constant."""
    return {key for path in sorted((ROOT / "bot").rglob("*.py")) for key in _keys(path)}


def _keys(path: Path) -> Iterator[str]:
    prefixes = {flow.prefix for flow in all_flows()}
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            prefix, dot, action = node.value.partition(".")
            if dot and prefix in prefixes and action.isidentifier() and node.value not in ADDRESSES:
                yield node.value


def test_every_button_has_a_handler() -> None:
    assert shown() - handled() == set()


def test_every_handler_has_a_button() -> None:
    assert handled() - shown() - SHOWN_ELSEWHERE == set()
