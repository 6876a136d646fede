"""How families name who receives them."""

from bot.domain.answers import honorific
from bot.domain.text import Phrase, _
from bot.storage.models import Person


def named(person: Person) -> Phrase:
    """A member of staff as families name her."""
    return _("%(honorific)s %(name)s", honorific=honorific(person.address, person.sex), name=person.name)
