"""A second opinion on every request: aiogram's generated models of the Bot API's methods."""

import json
from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from bot.playground.telegram import BotApi, Upload
from bot.playground.telegram.params import Kind
from bot.playground.telegram.signatures import SIGNATURES

_NESTED = (Kind.OBJECT, Kind.ARRAY, Kind.MEDIA)


def check_with_models(name: str, params: Mapping[str, object], files: Mapping[str, Upload]) -> None:
    """Raise an error if the request lacks or mistypes a field, or carries one the Bot API does not know."""
    from aiogram import methods  # takes seconds, so only where a request is looked at
    from aiogram.methods.base import TelegramMethod

    model = getattr(methods, name[0].upper() + name[1:])
    assert issubclass(model, TelegramMethod)
    kinds = SIGNATURES.get(name, {})
    values = {key: _decoded(kinds.get(key), value) for key, value in params.items()}
    values |= {part: f"attach://{part}" for part in files if part in model.model_fields}
    unknown = list(_extras(model.model_validate(values), name))
    assert not unknown, f"fields the Bot API does not know: {', '.join(unknown)}"


def strict_api(api: BotApi) -> BotApi:
    """Let the models look at every request of this server, too."""
    api.checks.append(check_with_models)
    return api


def _decoded(kind: Kind | None, value: object) -> object:
    return json.loads(value) if kind in _NESTED and isinstance(value, str) else value


def _extras(value: object, path: str) -> Iterable[str]:
    """Paths of fields that no model declares, at any depth."""
    if isinstance(value, BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from _extras(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _extras(item, f"{path}[{number}]")
