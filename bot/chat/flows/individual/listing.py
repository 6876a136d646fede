"""Everything as it will go out: the whole list, one pupil's message, three examples."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.chat.flows.individual.draft import PAGE, Several, composing, flow, keep, load, still
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import answer_rows
from bot.domain.courtesy import LOCALES, Child
from bot.domain.errors import StaleScreen
from bot.domain.paging import page_of
from bot.domain.screens import Button, Press, Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.progress import individual
from bot.services.progress.individual import Candidate
from bot.services.updates.meant import said_of
from bot.services.updates.screens import Prose, greeting_line, sender_of

EXAMPLES = 3
NAME_FACE = 22


async def show(turn: Turn, draft: Several, page: int) -> Screen:
    """A page of the whole list: each pupil, and what is said of this one."""
    if draft.correcting is not None:
        raise StaleScreen
    there = await still(turn, draft)
    found = page_of(draft.chosen, page, PAGE)
    draft.asking, draft.about = None, None
    draft.pages = sorted({*draft.pages, found.number})
    await keep(turn, draft, None)
    lacking = draft.lacking()
    rows: list[Row] = [
        *grid([button(there[pupil].name[:NAME_FACE], "iu.one", pupil) for pupil in found.shown], 2),
        *found.turns("iu.list"),
        *_on(draft, lacking),
        (button(_("Step for all"), "iu.all", "step"), button(_("Discard"), "iu.cancel")),
    ]
    if "step" not in {given.name for given in draft.occasion.template.fields}:
        rows[-1] = rows[-1][1:]
    return screen(
        "individual/list",
        *rows,
        title=draft.occasion.template.title,
        lines=[_line(there[pupil], draft) for pupil in found.shown],
        count=len(draft.chosen),
        page=found.number + 1,
        pages=found.pages,
        lacking=len(lacking),
        seen=draft.looked_through,
    )


def _line(one: Candidate, draft: Several) -> dict[str, Any]:
    said = draft.of(one.pupil_id)
    parts = [said[given.name] for given in draft.occasion.template.fields if said.get(given.name) is not None]
    return {"name": one.name, "said": parts, "lacking": bool(draft.occasion.lacking(said))}


def _on(draft: Several, lacking: Sequence[int]) -> list[Row]:
    """What comes next: to fill what is open, to see examples, to send."""
    if lacking:
        rows: list[Row] = [(button(_("Fill in the next one"), "iu.one", lacking[0]),)]
        if len(lacking) < len(draft.chosen):
            rows.append((button(_("Leave out those not filled"), "iu.rest"),))
        return rows
    if draft.looked_through:
        send = button(_("Send to %(count)s families", count=len(draft.chosen)), "iu.send", draft.stamp)
        return [(replace(send, style=Style.SUCCESS),)]
    return [] if draft.examples else [(button(_("See three examples"), "iu.ex"),)]


@flow.press("list")
async def whole_list(turn: Turn, page: int) -> Shown:
    """A page of the whole list."""
    return await show(turn, await load(turn), page)


async def one(turn: Turn, draft: Several, pupil_id: int) -> Shown:
    """One pupil's message as the family will read it, above what can be changed."""
    there = await still(turn, draft)
    if pupil_id not in there:
        raise StaleScreen
    lacking = draft.occasion.lacking(draft.of(pupil_id))
    card = screen(
        "individual/one",
        *[(button(given.prompt, "iu.ch", pupil_id, given.name),) for given in draft.occasion.template.fields],
        *_beside(draft, pupil_id, whole=not lacking),
        name=there[pupil_id].name,
        lacking=bool(lacking),
    )
    return card if lacking else [*await as_parents(turn, draft, [there[pupil_id]]), card]


def _beside(draft: Several, pupil_id: int, *, whole: bool) -> list[Row]:
    """What else can be done about one pupil's message."""
    if draft.correcting is None:
        back = button(_("‹ Back to the list"), "iu.list", draft.chosen.index(pupil_id) // PAGE)
        return [(button(_("Leave this pupil out"), "iu.out", pupil_id),), (back,)]
    rows: list[Row] = [(button(_("Leave it as it was"), "iu.cancel"),)]
    if whole:
        rows.insert(0, (button(_("Send the correction"), "iu.fixed", draft.stamp, style=Style.SUCCESS),))
    return rows


@flow.press("ex")
async def examples(turn: Turn) -> Shown:
    """Three messages as three families will read them: the first, the middle, the last of the list."""
    draft = await composing(turn)
    there = list((await still(turn, draft)).values())
    if draft.lacking():
        raise StaleScreen
    draft.examples = True
    await keep(turn, draft)
    places = sorted({0, len(there) // 2, len(there) - 1})[:EXAMPLES]
    return [*await as_parents(turn, draft, [there[place] for place in places]), await ready(turn, draft, there)]


async def ready(turn: Turn, draft: Several, there: Sequence[Candidate]) -> Screen:
    """What is about to be sent, and whom it does not reach."""
    missed = await individual.unreached(turn.session, draft.chosen)
    of = await scope.class_of(turn.session, turn.staff(), draft.of_class)
    unseen = [page for page in draft.all_pages if page not in draft.pages]
    rows: list[Row] = [*_on(draft, ())]
    if unseen:
        rows.append((button(_("See the whole list"), "iu.list", unseen[0], style=Style.PRIMARY),))
    return screen(
        "individual/ready",
        *rows,
        (button(_("‹ Back to the list"), "iu.list", 0), button(_("Discard"), "iu.cancel")),
        title=draft.occasion.template.title,
        class_name=of.name,
        count=len(draft.chosen),
        reached=len(draft.chosen) - len(missed),
        missed=[one.name for one in there if one.pupil_id in missed][:PAGE],
        missed_more=max(0, len(missed) - PAGE),
        unseen=bool(unseen),
    )


async def as_parents(turn: Turn, draft: Several, pupils: Sequence[Candidate]) -> list[Screen]:
    """The messages as the families of these pupils will read them; their buttons do nothing here."""
    of = await scope.class_of(turn.session, turn.staff(), draft.of_class)
    form = draft.occasion.template
    prose = Prose(
        template=form,
        values={},
        words_locale=draft.words_locale,
        other_words={},
        classes=(of.name,),
        greeting_line=greeting_line([of]),
        sender=await sender_of(turn.session, turn.staff(), turn.school, [of]),
    )
    rows = tuple(
        tuple(Button(given.label, Press("u.sample")) for given in row) for row in answer_rows(0, form.answers, ())
    )
    locale = turn.school.locale if turn.school.locale in LOCALES else LOCALES[0]
    return [
        replace(
            prose.screen(
                locale,
                [Child(one.name, of.name)],
                rows,
                facts={"about": [said_of(one.name, of.name, draft.of(one.pupil_id))]},
            ),
            locale=locale,
            kin=None,
        )
        for one in pupils
    ]
