"""Pages put into words: one file for all languages, in the language of whoever looks."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.messages.environment import equip
from bot.messages.voice import Voice
from bot.paths import TEMPLATES


def page(template: str, voice: Voice, **values: object) -> str:
    """The page `template` (below `templates/web`) as `voice` says it."""
    said = {name: voice.settle(value) for name, value in values.items()}
    return _environment(voice.locale).get_template(template).render(said, voice=voice)


@cache
def _environment(locale: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return equip(made, locale)
