"""The one table of screens: every message there is, and how whoever reads it can answer.

A new template belongs in here, and its variables in `VALUES`; until then the tests fail. Class updates and openers are
listed by the shelf and by `OPENERS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from bot.domain.delivery import Rung
from bot.domain.openers import OPENERS
from bot.domain.shelf import SHELF
from tests.screens import afterwards


@dataclass(frozen=True, slots=True)
class Answer:
    """How a screen is answered: with a button below it, by typing (or sending a file), both, or not at all.

    `types` is the flow and step that take what is typed, or a flow that takes it as a reply or whenever it is meant.
    """

    taps: bool = False
    types: str = ""


TAP = Answer(taps=True)
READ = Answer()
"""Nothing is asked. Whoever writes all the same is understood as ever: the menu, or a message to the teacher."""


def types(step: str) -> Answer:
    """Answered by typing alone."""
    return Answer(types=step)


def both(step: str) -> Answer:
    """Answered by typing or by a tap."""
    return Answer(taps=True, types=step)


TABLE: Mapping[str, Answer] = {
    "answers/all_answered": TAP,
    "answers/arrived": both("answers"),
    "answers/ask": both("answers/say"),
    "answers/ask_reply": both("answers/reply"),
    "answers/current": TAP,
    "answers/dropped": TAP,
    "answers/edited": both("answers"),
    "answers/for_whom": TAP,
    "answers/group": TAP,
    "answers/inbox": TAP,
    "answers/moved": TAP,
    "answers/noted": TAP,
    "answers/passed": TAP,
    "answers/passed_on": TAP,
    "answers/replied": both("answers"),
    "answers/reply_sent": TAP,
    "answers/unsuitable": TAP,
    "answers/update": TAP,
    "answers/which_child": TAP,
    "assisted/done": TAP,
    "assisted/family": TAP,
    "assisted/group": TAP,
    "assisted/group_text": READ,
    "assisted/invitation": READ,
    "assisted/list": TAP,
    "assisted/note": both("assisted/words"),
    "assisted/page": TAP,
    "assisted/which_group": TAP,
    "chats/code": TAP,
    "chats/gone": TAP,
    "chats/open": TAP,
    "chats/taken_away": READ,
    "escalations/calls": TAP,
    "escalations/calls_due": TAP,
    "escalations/own": TAP,
    "escalations/plan": TAP,
    "escalations/reminder": TAP,
    "escalations/silent": TAP,
    "escalations/step": TAP,
    "escalations/stop_all": TAP,
    "escalations/stopped": TAP,
    "exports/choose": TAP,
    "exports/log": TAP,
    "families/class": TAP,
    "families/classes": TAP,
    "families/code": TAP,
    "families/confirmed": TAP,
    "families/family": TAP,
    "families/guardian": TAP,
    "families/nobody": TAP,
    "families/undo": TAP,
    "families/undone": TAP,
    "families/waiting": TAP,
    "greetings/line": both("greetings/line"),
    "handouts/changed": TAP,
    "handouts/families": TAP,
    "handouts/letters": TAP,
    "handouts/marked": TAP,
    "handouts/none": TAP,
    "handouts/slip": TAP,
    "home/group": READ,
    "home/help": TAP,
    "home/invalid": READ,
    "home/menu": TAP,
    "home/not_yours": TAP,
    "home/nothing_waiting": TAP,
    "home/playground_time": READ,
    "home/stale": TAP,
    "home/stranger": both("links"),
    "home/trouble": READ,
    "links/add_chat": TAP,
    "links/already": TAP,
    "links/anothers": TAP,
    "links/approved": TAP,
    "links/ask_child_name": both("asking/child_name"),
    "links/ask_class": TAP,
    "links/ask_off": TAP,
    "links/ask_own_name": both("asking/own_name"),
    "links/ask_relation": TAP,
    "links/ask_sent": READ,
    "links/asked_enough": TAP,
    "links/chat_added": TAP,
    "links/chosen": TAP,
    "links/confirmed": TAP,
    "links/consent": TAP,
    "links/declined": TAP,
    "links/family_linked": TAP,
    "links/guardian_joined": READ,
    "links/guardian_left": READ,
    "links/guessing": READ,
    "links/held": TAP,
    "links/not_mine": TAP,
    "links/pick": TAP,
    "links/refused": READ,
    "links/replaced": READ,
    "links/requested": TAP,
    "links/second": TAP,
    "links/shared": TAP,
    "links/staff": TAP,
    "links/undone": TAP,
    "links/unknown": both("links"),
    "links/welcome": TAP,
    "links/welcome_staff": TAP,
    "meetings/no_paper": TAP,
    "meetings/paper": TAP,
    "meetings/papers": TAP,
    **{f"meetings/{name}": TAP for name in afterwards.TAPPED},
    **{f"meetings/{name}": both(step) for name, step in afterwards.TYPED.items()},
    "meetings/card": TAP,
    "meetings/list": TAP,
    "meetings/cancelled": TAP,
    "meetings/changed": TAP,
    "provider/absent": TAP,
    "provider/amount": both("provider/amount"),
    "provider/meter_reached": TAP,
    "provider/meter_unset": TAP,
    "provider/open": TAP,
    "provider/opener_barred": TAP,
    "rosters/applied": TAP,
    "rosters/cancelled": TAP,
    "rosters/help": both("rosters/file"),
    "rosters/not_a_document": both("rosters/file"),
    "rosters/outdated": TAP,
    "rosters/preview": TAP,
    "rosters/report": TAP,
    "rosters/unreadable": TAP,
    "rosters/year_past": TAP,
    "settings/courtesy": TAP,
    "settings/data": TAP,
    "settings/open": TAP,
    "settings/resumed": TAP,
    "settings/stopped": TAP,
    "settings/when": TAP,
    "updates/attach": both("updates/extra"),
    "updates/choose_classes": TAP,
    "updates/corrected": TAP,
    "updates/correction": TAP,
    "updates/edit": TAP,
    "updates/families": TAP,
    "updates/field": both("updates/field"),
    "updates/gone": TAP,
    "updates/later": both("updates/when"),
    "updates/manage_template": TAP,
    "updates/name_template": both("updates/name"),
    "updates/no_class": TAP,
    "updates/own": TAP,
    "updates/preview": both("updates/extra"),
    "updates/progress": TAP,
    "updates/put_away": TAP,
    "updates/report": TAP,
    "updates/sample": READ,
    "updates/sent": TAP,
    "updates/shelf": TAP,
    "updates/shelves": TAP,
    "updates/template_gone": TAP,
    "updates/template_kept": TAP,
    "updates/undone": TAP,
    "updates/urgent": both("updates/reason"),
    "updates/use_buttons": TAP,
    "updates/waiting": TAP,
    "updates/withdraw": TAP,
    "updates/withdrawn": READ,
    "updates/words": both("updates/words"),
    **{opener.template: TAP for opener in OPENERS.values()},
    **{template.prose: TAP for template in SHELF},
}

NOW = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
NAME = "Muhammad Raihan Alfarizqi Kusumawardhana bin Abdurrahman Wahid"
SCHOOL = "Sekolah Menengah Atas Negeri 1 Kecamatan Tambang Kabupaten Kampar"
CLASS = "XII Rekayasa Perangkat Lunak 2"
LONG = "Mohon dibawa serta. " * 40
CHILD = {"name": NAME, "class_name": CLASS, "since": NOW, "state": "menunggu", "consent": NOW}
FAMILY = {
    **CHILD,
    "reason": "belum terhubung",
    "answer": "Kami akan hadir",
    "twice": True,
    "told": "dibaca, menurut WhatsApp",
    "by_hand": True,
}
TEACHER = {"honorific": "Ibu", "name": "Nurmala Sari Kusumawardhani, S.Pd., M.Pd."}
WHO = {"guardian": NAME, "relation": "ibu", "child": NAME, "class_name": CLASS}
SAID = {"answer": "Kami akan hadir", "words": LONG[:160], "edited": True, "waiting": True, "read": True, "noted": True}
LINE = {**WHO, **SAID}
COUNTED = (
    "pupils_new pupils_moved pupils_changed pupils_returned pupils_left pupils_unchanged guardians_new homerooms "
    "guardians_changed staff_new staff_changed skipped new moved changed returned left unchanged classes guardians "
    "staff teachings doubtful"
)
REMARK = {"sheet": CLASS, "row": 12, "column": "Tanggal Lahir", "text": LONG[:160]}
OTHER = {
    "name": "Ada kabar",
    "language": "Bahasa Indonesia",
    "state": "ditolak",
    "next": LONG[:80],
    "reason": LONG[:200],
}
GUARDIAN = {"name": NAME, "relation": "ibu", "standing": "menunggu konfirmasi wali kelas"}

CONTACT = {"name": NAME, "relation": "ibu", "number": "0812-3456-7890", "standing": "nomor sudah dipastikan"}

STEP = "setelah 36 jam: diingatkan lewat obrolan wali yang lain, bila ada"
VALUES: Mapping[str, Any] = {
    "chats": [{"channel": "WhatsApp", "name": NAME, "here": True, "blocked": True}] * 3,
    "paces": ["Santai: 3 hari, 4 hari, 6 hari"] * 3,
    "reminds": True,
    "several": True,
    "step": "Daftar telepon",
    "steps": [STEP] * 3,
    "language": "Bahasa Indonesia",
    "name": NAME,
    "reason": "INCORRECT_CATEGORY",
    "state": "ditolak",
    "sender": {"name": NAME, "role": "homeroom", "detail": CLASS},
    "accepted": 1000,
    "account_id": 1_000_000,
    "address": "Bapak atau Ibu",
    "advice": LONG[:200],
    "allow_leavers": True,
    "answer": "Kami akan hadir bersama keluarga",
    "answers": True,
    "approved": 7,
    "asks": True,
    "attached": True,
    "attachment": True,
    "beyond": 12,
    "booked": 1_234_567_00,
    "cap": 3,
    "capped": 12,
    "capped_until": NOW,
    "ceiling": 9_999_999_00,
    "changes": True,
    "chat_name": NAME,
    "child": NAME,
    "children": [CHILD] * 4,
    "class_name": CLASS,
    "classes": [CLASS] * 30,
    "code": "7K3M-9QXA-2BCD",
    "confirmed": 1000,
    "contacts": [CONTACT] * 4,
    "copy": True,
    "corrected": True,
    "cost": 1_234_567_00,
    "count": 1000,
    "country": "ID",
    "counts": dict.fromkeys(COUNTED.split(), 1000),
    "done": 1000,
    "edited": True,
    "end": time(6, 30),
    "families": [FAMILY] * 10,
    "field": "price",
    "format": "Dapodik",
    "going": True,
    "greeting": "Assalamu'alaikum",
    "greeting_line": LONG[:120],
    "group": "Kami akan hadir",
    "groups": [{"name": "Kami akan hadir bersama keluarga", "count": 1000}] * 8,
    "guardian": NAME,
    "guardians": [GUARDIAN] * 5,
    "held_back": [{"class_name": CLASS, "count": 40}] * 8,
    "invited": 36,
    "is_set": True,
    "kept": True,
    "kind": "text",
    "languages": ["id", "en"],
    "left": 36,
    "limit": 600,
    "line": LONG[:120],
    "lines": [LINE] * 10,
    "link": "https://t.me/sekolah_titian_bangsa_bot?start=7K3M9QXA2BCD",
    "linked": 36,
    "linked_at": NOW,
    "links": [{"child": NAME, "guardian": NAME, "relation": "ibu", "chat_name": NAME}] * 8,
    "lost": True,
    "matches": True,
    "medium": "pesan suara",
    "missed": [FAMILY] * 8,
    "missed_more": 28,
    "moment": NOW,
    "more": 12,
    "newest": "2027/2028",
    "news": "Tercatat: sudah dikirim ke keluarga Ananda.",
    "next_good": NOW,
    "noted": LONG[:160],
    "nobody": "Tidak ada nomor WhatsApp yang tercatat.",
    "number": "6281234567890",
    "numberless": 36,
    "open": 36,
    "opener": "Ada kabar penting",
    "openers": 36,
    "others": [OTHER] * 8,
    "own_name": NAME,
    "own_words": True,
    "page": 1,
    "pages": 9,
    "per_cent": 100,
    "price": 356_65,
    "problem": "too_long",
    "prompt": "Apa saja yang perlu dibawa oleh Ananda pada hari itu?",
    "provisional": True,
    "quiet": True,
    "quoted": LONG[:300],
    "reached": True,
    "reader": NAME,
    "refused": True,
    "relation": "ibu",
    "remarks": [REMARK] * 10,
    "room": 1000,
    "rungs": {rung.value: 1000 for rung in Rung},
    "school": SCHOOL,
    "send_at": NOW,
    "sent": 36,
    "sent_at": NOW,
    "shared": True,
    "signers": [{"name": NAME, "relation": "ibu"}] * 5,
    "soon": False,
    "staff": True,
    "standing": "menunggu konfirmasi wali kelas",
    "start": time(19, 0),
    "stopped": True,
    "stranger": False,
    "tappable": True,
    "teacher": TEACHER,
    "text": LONG[:1500],
    "thanks": True,
    "title": "Undangan acara sekolah dan pertemuan orang tua",
    "told": True,
    "too_long": True,
    "total": 36,
    "twice": 12,
    "unapproved": 12,
    "untapped": 36,
    "until": NOW,
    "untranslated": "en",
    "used": 12,
    "waiting": 36,
    "warning": LONG[:200],
    "ways": [{"name": "Telegram", "families": 20}, {"name": "WhatsApp", "families": 16}],
    "who": WHO,
    "why": "encrypted",
    "withdrawn": True,
    "words": LONG[:600],
    "words_locale": "en",
    "year": "2026/2027",
}
"""For each variable a value, as long as it can be; the same whichever template asks for it."""

BY_HAND: Mapping[str, Any] = {
    "copy": False,
    "corrected": False,
    "sender": {"name": NAME, "role": "homeroom", "detail": CLASS},
}
"""What a teacher sends from her own WhatsApp stands in the frame of all messages to families."""

SILENT: Mapping[str, Any] = {
    "name": NAME,
    "class_name": CLASS,
    "listed": False,
    "pending": True,
    "told": "ayah",
    "told_at": NOW,
    "next": "call",
    "next_at": NOW,
}
TO_CALL: Mapping[str, Any] = {
    "child": NAME,
    "class_name": CLASS,
    "title": "Undangan acara",
    "sent_at": NOW,
    "people": 3,
}
CALLEE: Mapping[str, Any] = {
    "child": None,
    "name": NAME,
    "relation": "ayah",
    "phone": "+6281234567890",
    "confirmed": False,
}
MEETING: Mapping[str, Any] = {
    "day": NOW.date(),
    "starts": time(9),
    "ends": time(11),
    "place": LONG[:120],
    "link": "https://meet.example.org/" + "x" * 60,
    "agenda": [LONG[:60]] * 12,
    "hosts": [NAME] * 30,
    "state": "planned",
}
CHANGED: Mapping[str, Any] = {
    "title": "Pertemuan kelas",
    "day": NOW.date(),
    "starts": time(7, 15),
    "ends": time(9, 0),
    "before": {"day": NOW.date(), "starts": time(7, 15), "ends": time(9, 0)},
    "place": "Aula Sekolah Menengah Atas Negeri 1 Tambang",
    "elsewhere": True,
    "teacher": NAME,
}
OWN_VALUES: Mapping[str, Mapping[str, Any]] = {
    "chats/code": {"channel": "WhatsApp"},
    "escalations/calls": {"lines": [TO_CALL, CALLEE, CALLEE, CALLEE] * 6},
    "escalations/reminder": {"day": NOW.date(), "teacher": NAME},
    "links/chat_added": {"channel": "whatsapp"},
    "meetings/no_paper": {"paper": "hopes"},
    "meetings/paper": {"paper": "record"},
    "meetings/papers": {"kind": "Pertemuan perorangan", "starts": NOW},
    "chats/gone": {"channel": "WhatsApp"},
    "escalations/silent": {"families": [SILENT] * 6},
    "meetings/changed": CHANGED,
    "meetings/cancelled": CHANGED,
    "answers/noted": {"children": [NAME] * 4},
    "answers/passed_on": {"children": [NAME] * 4},
    **afterwards.VALUES,
    "meetings/card": MEETING,
    "meetings/list": {"past": False},
    **dict.fromkeys(("assisted/group_text", "assisted/invitation"), BY_HAND),
}
"""Where a variable means something else in one template."""
