"""Openers as the provider's templates: submitted for approval, and asked after
(https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.layout import BUTTON
from bot.channels.whatsapp.receipts import state_of
from bot.channels.whatsapp.text import width
from bot.domain.errors import InvalidValue
from bot.domain.openers import PROVIDERS_NAME
from bot.domain.receipts import TemplateState

CATEGORY = "UTILITY"
"""News that a school's families have agreed to; anything that sells would be MARKETING, and cost more."""
BODY_LIMIT = 1024
BUTTON_LIMIT = 25
_LANGUAGES = {"id": "id", "en": "en"}
_FIELDS = ("name", "language", "status", "category", "rejected_reason", "id")
_PAGE = 100
_MOST_PAGES = 60
"""An account has 6,000 templates at most."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A template to be submitted: `body` has places {{1}}, {{2}} …, `samples` fills them; `face` is its button's."""

    name: str
    locale: str
    body: str
    samples: tuple[str, ...]
    face: str


@dataclass(frozen=True, slots=True)
class Found:
    """A template as the provider has it; `state` is None for a word of its that we never heard."""

    name: str
    locale: str
    state: TemplateState | None
    provider_id: str
    category: str = ""
    reason: str = ""


def language_of(locale: str) -> str:
    """The provider's code for a language of ours; the same one, where it has no other."""
    return _LANGUAGES.get(locale, locale)


class Templates:
    """The templates of one WhatsApp Business Account. Calls raise DeliveryError."""

    def __init__(self, graph: Graph, account_id: str) -> None:
        self._graph = graph
        self._account_id = account_id

    async def submit(self, draft: Draft) -> Found:
        """Ask for approval of a new template. Raises InvalidValue for what is too long, before anything is asked."""
        content = content_of(draft)
        answer = await self._graph.ask(self._graph.calls.create_template(self._account_id, content))
        return _found({**content, **answer})

    async def change(self, provider_id: str, draft: Draft) -> None:
        """Ask for approval of other words for a template that there is; it cannot be sent until then."""
        content = content_of(draft)
        changed: Any = {"components": content["components"], "category": content["category"]}
        await self._graph.ask(self._graph.calls.update_template(provider_id, changed))

    async def every(self) -> list[Found]:
        """Ours, as they stand with the provider now."""
        found: list[Found] = []
        pagination: Json = {"limit": _PAGE}
        for _page in range(_MOST_PAGES):
            call = self._graph.calls.get_templates(self._account_id, fields=_FIELDS, pagination=pagination)
            answer = await self._graph.ask(call)
            found += [_found(item) for item in _items(answer) if _is_ours(item)]
            after = _next(answer)
            if after is None:
                break
            pagination = {"limit": _PAGE, "after": after}
        return found


def content_of(draft: Draft) -> Json:
    """What is submitted; raises InvalidValue for a body or a face that is too long or empty."""
    if not draft.body.strip() or width(draft.body) > BODY_LIMIT:
        raise InvalidValue("body", "length")
    if not draft.face.strip() or width(draft.face) > min(BUTTON_LIMIT, BUTTON):
        raise InvalidValue("face", "length")
    body: Json = {"type": "BODY", "text": draft.body}
    if draft.samples:
        body["example"] = {"body_text": [list(draft.samples)]}
    buttons = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": draft.face}]}
    return {
        "name": draft.name,
        "language": language_of(draft.locale),
        "category": CATEGORY,
        "parameter_format": "POSITIONAL",
        "components": [body, buttons],
    }


def _found(item: Json) -> Found:
    try:
        state: TemplateState | None = state_of(item.get("status"))
    except KeyError:
        state = None
    reason = str(item.get("rejected_reason") or "")
    return Found(
        str(item.get("name") or ""),
        str(item.get("language") or ""),
        state,
        str(item.get("id") or ""),
        str(item.get("category") or ""),
        "" if reason == "NONE" else reason,
    )


def _is_ours(item: Json) -> bool:
    return str(item.get("name")).startswith(PROVIDERS_NAME % "")


def _items(answer: Json) -> Sequence[Json]:
    data = answer.get("data")
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def _next(answer: Json) -> str | None:
    """Where the next page begins, if there is one."""
    paging = answer.get("paging")
    if not isinstance(paging, dict) or "next" not in paging:
        return None
    cursors = paging.get("cursors")
    found = cursors.get("after") if isinstance(cursors, dict) else None
    return found if isinstance(found, str) and found else None
