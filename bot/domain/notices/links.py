"""What is said when chats and families are joined: linked, confirmed, undone, replaced, asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from bot.domain.notices.base import Notice
from bot.domain.policy import Weight
from bot.domain.screens import Row, Screen, Style, button
from bot.domain.text import Phrase, _

MENU: Row = (button(_("Menu"), "home.menu"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told(Notice):
    """Waits for the morning and counts against no cap: it is about what families did themselves."""

    weight: ClassVar[Weight] = Weight.BOOKED


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLinked(_Told):
    """To the homeroom teacher: a chat was linked by a letter and waits to be confirmed; `waiting` counts all."""

    template: ClassVar[str] = "links/family_linked"

    guardian: str
    relation: Phrase
    chat_name: str
    child: str
    class_name: str
    waiting: int
    guardianship_id: int
    class_id: int

    def rows(self) -> tuple[Row, ...]:
        """Confirm this one, or see all that wait."""
        one = button(_("Confirm"), "f.ok", self.guardianship_id, style=Style.SUCCESS)
        see = button(_("Who is waiting (%(count)s)", count=self.waiting), "f.wait", self.class_id)
        return ((one, see), (button(_("Not right? Undo"), "f.undo", self.guardianship_id),))


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianJoined(_Told):
    """To the other guardians of a child: who was linked, and that it can be undone."""

    template: ClassVar[str] = "links/guardian_joined"

    guardian: str
    relation: Phrase
    child: str
    class_name: str
    teacher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianLeft(_Told):
    """To the other guardians of a child: a link was undone."""

    template: ClassVar[str] = "links/guardian_left"

    guardian: str
    relation: Phrase
    child: str
    class_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkConfirmed(_Told):
    """To a guardian, once: the homeroom teacher has confirmed the link."""

    template: ClassVar[str] = "links/confirmed"

    child: str
    class_name: str
    teacher: str
    school: str

    def rows(self) -> tuple[Row, ...]:
        """On to what there is."""
        return (MENU,)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUndone(Notice):
    """To a chat whose link was undone."""

    template: ClassVar[str] = "links/undone"

    school: str
    class_name: str

    def rows(self) -> tuple[Row, ...]:
        """If that was not right, there is a way to say so."""
        return ((button(_("Ask for access"), "l.ask"),),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReplaced(Notice):
    """To the old chat of someone who linked a new one."""

    template: ClassVar[str] = "links/replaced"

    school: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAdded(Notice):
    """To the other chats of someone who added one: it is named, and can be taken away again."""

    template: ClassVar[str] = "links/chat_added"

    school: str
    channel: str
    chat_name: str
    account_id: int

    def rows(self) -> tuple[Row, ...]:
        """That it was not they themselves, or where they want to be written to."""
        not_me = button(_("That was not me"), "c.off", self.account_id, style=Style.DANGER)
        return ((not_me,), (button(_("My chats"), "c.open"), *MENU))


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessingStopped(_Told):
    """To the administrators: a chat tried too many wrong codes."""

    template: ClassVar[str] = "links/guessing"

    account_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequested(_Told):
    """To the homeroom teacher: someone without a code asks to be linked. `matches` are pupils (id, name) it may be."""

    template: ClassVar[str] = "links/requested"

    own_name: str
    chat_name: str
    relation: Phrase
    child: str
    class_name: str
    request_id: int
    matches: Sequence[tuple[int, str]] = field(default=())

    def screen(self) -> Screen:
        """The message as data; the matches are its buttons."""
        values: Mapping[str, str | Phrase | bool] = {
            "own_name": self.own_name,
            "chat_name": self.chat_name,
            "relation": self.relation,
            "child": self.child,
            "class_name": self.class_name,
            "matches": bool(self.matches),
        }
        return Screen(self.template, values, self.rows())

    def rows(self) -> tuple[Row, ...]:
        """Approve with the pupil that is meant, look for another, or refuse."""
        meant = [
            (button(_("Yes: %(pupil)s", pupil=name), "l.yes", self.request_id, pupil, style=Style.SUCCESS),)
            for pupil, name in self.matches
        ]
        other = button(_("Another pupil"), "l.pick", self.request_id, 0)
        return (*meant, (other, button(_("Refuse"), "l.no", self.request_id, style=Style.DANGER)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRefused(Notice):
    """To someone who asked: kindly no, which says nothing of who is in the class."""

    template: ClassVar[str] = "links/refused"

    class_name: str
