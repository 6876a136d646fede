"""What templates need, read from their syntax trees rather than from rendering them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import meta, nodes

from bot.domain.courtesy import LOCALES
from bot.messages.environment import environment
from bot.paths import ROOT, TEMPLATES

MESSAGES = TEMPLATES / "messages"
GIVEN = {"voice", "salam", "sapaan"}
"""What every template may use without being given it."""


def prose_files() -> list[Path]:
    """Every template of a message, in every language."""
    return sorted(MESSAGES.rglob("*.j2"))


def locale_of(path: Path) -> str | None:
    """The language of a prose file; None for one that serves all."""
    return next((locale for locale in LOCALES if path.name.endswith(f".{locale}.j2")), None)


def prose_names() -> list[str]:
    """The names of messages that are written once per language."""
    return sorted({str(path.relative_to(MESSAGES)).split(".")[0] for path in prose_files() if locale_of(path)})


def file_of(name: str, locale: str) -> Path | None:
    """Where a message's words in a language are, if anywhere."""
    found = (MESSAGES / f"{name}.{locale}.j2", MESSAGES / f"{name}.j2")
    return next((path for path in found if path.exists()), None)


@cache
def variables(name: str, locale: str) -> set[str]:
    """What a template must be given, by itself and by what it extends or includes."""
    trees = list(_trees(name, locale))
    set_inside = {found.name for tree in trees for found in tree.find_all(nodes.Name) if found.ctx == "store"}
    optional = {name for tree in trees for name in _asked_for(tree)}
    used = set().union(*(meta.find_undeclared_variables(tree) for tree in trees))
    return used - GIVEN - set_inside - optional - set(environment(locale).globals)


def parts_of(name: str, locale: str, whole: str) -> set[str]:
    """What a template takes from a value called `whole`, as in `{{ one.step }}`."""
    found = (got for tree in _trees(name, locale) for got in tree.find_all(nodes.Getattr))
    return {got.attr for got in found if isinstance(got.node, nodes.Name) and got.node.name == whole}


def blocks(name: str, locale: str) -> set[str]:
    """The blocks that a template itself fills."""
    return {block.name for block in next(_trees(name, locale)).find_all(nodes.Block)}


@cache
def screens() -> tuple[tuple[str, str, set[str]], ...]:
    """Each `screen("name", …, key=value)` of the code: where it is, its template, and the values it gives."""
    return tuple(found for path in sorted((ROOT / "bot").rglob("*.py")) for found in _screens_in(path))


def _screens_in(path: Path) -> Iterator[tuple[str, str, set[str]]]:
    source = path.read_bytes()
    for node in ast.walk(ast.parse(source)) if b"screen(" in source else ():
        match node:
            case ast.Call(func=ast.Name("screen"), args=[ast.Constant(str(name)), *_], keywords=keywords):
                given = {keyword.arg for keyword in keywords}
                if None not in given:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", name, {str(key) for key in given}


def _trees(name: str, locale: str) -> Iterator[nodes.Template]:
    waiting = [file_of(name, locale)]
    for path in waiting:
        assert path is not None, f"no template {name} in {locale}"
        tree = environment(locale).parse(path.read_text(encoding="utf-8"))
        waiting += [MESSAGES / found for found in meta.find_referenced_templates(tree) if found]
        yield tree


def _asked_for(tree: nodes.Template) -> Iterator[str]:
    """Variables that a template asks for with `is defined`, and so can do without."""
    for test in tree.find_all(nodes.Test):
        if test.name == "defined" and isinstance(test.node, nodes.Name):
            yield test.node.name
