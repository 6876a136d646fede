"""The parts of a message by name, for what has a frame of its own: a letter says greeting and signature differently."""

from collections.abc import Collection, Mapping
from datetime import datetime

from jinja2 import TemplateError

from bot.domain.courtesy import Reader
from bot.domain.errors import UnrenderableScreen
from bot.domain.screens import Screen
from bot.messages.render import template_for, tidy
from bot.messages.voice import Voice


def blocks(screen: Screen, reader: Reader, now: datetime, names: Collection[str]) -> Mapping[str, str]:
    """What the blocks of these names say to `reader` at `now`, as far as the screen's template has them; raises
    UnrenderableScreen. Blocks within others, which know only there what they speak of, are not among them."""
    voice = Voice(reader, now)
    try:
        template = template_for(screen.template, voice.locale)
        values = {name: voice.settle(value) for name, value in screen.values.items()}
        context = template.new_context({**values, "voice": voice, "salam": voice.greeting(), "sapaan": voice.address()})
        for _part in template.root_render_func(context):  # what it extends adds its blocks, and sets what they share
            pass
        made = {name: ways[0] for name, ways in context.blocks.items() if name in names}
        return {name: tidy("".join(say(context))) for name, say in made.items()}
    except TemplateError as error:  # names a variable or a line, never a value
        raise UnrenderableScreen(screen.template) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise UnrenderableScreen(screen.template) from None
