"""Who may see and reach what, and what somebody asks for or keeps that few may see."""

from collections.abc import Iterable, Mapping

from bot.services.updates import dump_values
from bot.storage.models import AccessRequest, Bot, OwnTemplate, Relation, RequestState, School, SchoolClass
from tests.hostile.world import Family, Who, World

OF_A = {"Wqupdate", "Wqlost", "Wqevent", "Wqplace", "Wqwaits"}
"""Words of updates of the first class."""


def _accounts(world: World, *names: str) -> set[int]:
    return {account for name in names if (account := world.people[name].account_id) is not None}


def _looks_after(who: Who, of: SchoolClass, families: list[Family]) -> None:
    who.classes.add(of.id)
    who.pupils |= {family.pupil.id for family in families}


async def give_rights(
    world: World,
    school: School,
    bot: Bot,
    families: Mapping[str, list[Family]],
    classes: Mapping[str, SchoolClass],
) -> None:
    """Who may see and reach what in the first school."""
    people = world.people
    staff = _accounts(world, "teacher", "admin", "teacher_b", "teacher_lost")
    for who in people.values():
        if who.bot_id == bot.id:
            who.contacts |= staff  # whoever writes or asks is passed on to the school
    _staff_may(world, families, classes)
    _families_may(world, families)
    people["admin"].rules = school.id
    await _ask_to_be_linked(world, classes["A"])
    await _keep_templates(world, school)


def _staff_may(world: World, families: Mapping[str, list[Family]], classes: Mapping[str, SchoolClass]) -> None:
    people = world.people
    words_a = _words(families["A"]) | {"Wqhidden", "Wqended", "Wqfather"}
    words_a |= {"Wqopenchild", "Wqopenparent", "Wqsentchild", "Wqsentparent"}
    words_b = _words(families["B"]) | {"Wqnear"}
    everyone = {family.account.id for family in (*families["A"], *families["B"])}
    everyone |= _accounts(world, "hidden", "ended")
    of_meetings = {"Wqmeeting0", "Wqmeeting1", "Wqhope"}
    people["teacher"].may |= words_a | OF_A | of_meetings | {"Wqasks", "Wqshared", "Wqkept", "Wqintroduced"}
    people["admin"].may |= words_a | words_b | OF_A | of_meetings | {"Wqasks", "Wqshared"}
    _looks_after(people["teacher"], classes["A"], families["A"])
    for key, of in classes.items():
        _looks_after(people["admin"], of, families[key])
    people["teacher"].contacts |= everyone
    people["admin"].contacts |= everyone
    for name in ("teacher_b", "teacher_lost"):
        people[name].may |= words_b | {"Wqshared"}
        people[name].classes.add(classes["B"].id)
        people[name].contacts |= {family.account.id for family in families["B"]}
    people["teacher_b"].pupils |= {family.pupil.id for family in families["B"]}
    people["teacher_lost"].may |= {"Wqlost", "Wqevent", "Wqplace"}


def _families_may(world: World, families: Mapping[str, list[Family]]) -> None:
    people = world.people
    for name, family in zip(("mother", "same_class", "provisional"), families["A"], strict=True):
        people[name].may |= family.words | OF_A - {"Wqwaits"} | {"Wqmeeting1", "Wqintroduced"}
    people["mother"].may |= {"Wqhidden", "Wqended", "Wqfather", "Wqhope"}
    people["other_class"].may |= _words(families["B"]) | {"Wqnear"}
    people["hidden"].may |= {"Wqhidden"}
    people["ended"].may |= {"Wqended"}


def _words(families: Iterable[Family]) -> set[str]:
    return set[str]().union(*(family.words for family in families))


def give_rights_elsewhere(world: World, school: School, of: SchoolClass, family: Family) -> None:
    """The same in the other school, with its only class and family."""
    staff = "teacher_far", "admin_far"
    for name in (*staff, "other_school"):
        world.people[name].may |= family.words | {"Wqsekolah", "Wqfar"}
        world.people[name].contacts |= _accounts(world, *staff)
    for name in staff:
        _looks_after(world.people[name], of, [family])
        world.people[name].contacts.add(family.account.id)
    world.people["admin_far"].rules = school.id


async def _ask_to_be_linked(world: World, of: SchoolClass) -> None:
    """A mother of another class asks for a child in this one."""
    row = await world.add(
        AccessRequest(
            account_id=world.people["other_class"].account_id,
            class_id=of.id,
            child_name=f"{world.secret('Wqasks')} Dini",
            own_name="Wqasks Bunda",
            relation=Relation.MOTHER,
            state=RequestState.OPEN,
            created_at=world.now,
        )
    )
    world.people["other_class"].may.add("Wqasks")
    world.meant("request_id", row.id)


async def _keep_templates(world: World, school: School) -> None:
    """The teacher shares one with her colleagues and keeps another to herself."""
    author = world.people["teacher"].person_id
    for word, shared in (("Wqshared", world.now), ("Wqkept", None)):
        own = await world.add(
            OwnTemplate(
                school_id=school.id,
                author_id=author,
                name=world.secret(word),
                template="event_invitation",
                values=dump_values({"event": f"{word} acara"}),
                shared_at=shared,
                created_at=world.now,
            )
        )
        world.meant("template_id", own.id)
