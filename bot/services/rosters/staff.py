"""Staff, homeroom teachers and who teaches what. Roles are only ever added: taking one away is a person's decision."""

from collections import defaultdict

from bot.domain.names import plain
from bot.domain.roster import Place, RemarkCode, Roster, RosterStaff
from bot.roster.names import name_key
from bot.services.rosters.known import Known, Remarks, class_key
from bot.services.rosters.values import Action, FieldChange, HomeroomChange, NewTeaching, StaffChange, StaffRef
from bot.storage.models import RoleKind


class StaffBook:
    """Everyone who is or will be staff, found by NIP, by the source's id, or by a name that only one of them bears."""

    def __init__(self, known: Known, remarks: Remarks) -> None:
        self.changes: dict[StaffRef, StaffChange] = {}
        self._known = known
        self._remarks = remarks
        self._by_number: dict[str, StaffRef] = {}
        self._by_name: dict[str, dict[StaffRef, str | None]] = defaultdict(dict)
        for person_id in known.roles:
            person = known.people[person_id]
            self._enter(StaffRef(person.name, person.id), person.nip, person.source_id)

    def plan(self, member: RosterStaff) -> None:
        """Compare one member of staff; those without a role a school has (guards, librarians) stay out."""
        roles = tuple(sorted(RoleKind(role.value) for role in member.roles))
        who = self._find(member.name, member.nip, member.source_id)
        if isinstance(who, list):
            self._remarks.add(member.place, "", RemarkCode.STAFF_AMBIGUOUS, member.name)
        elif member.left:
            if who is not None:
                self._remarks.add(member.place, "status", RemarkCode.STAFF_LEFT, member.name)
        elif who is None:
            if roles:
                self._add(member, roles)
        else:
            self._complete(who, member, roles)

    def teacher(self, place: Place, name: str, nip: str | None, source_id: str | None) -> StaffRef | None:
        """Who a class's list names, added as a teacher where nobody is found; None where several could be meant."""
        who = self._find(name, nip, source_id)
        if isinstance(who, list):
            self._remarks.add(place, "", RemarkCode.STAFF_AMBIGUOUS, name)
            return None
        if who is None:
            who = self._add(RosterStaff(place, name, nip, source_id=source_id), (RoleKind.TEACHER,))
        elif who.person_id is not None and who not in self.changes:
            self._complete(who, RosterStaff(place, name, nip, source_id=source_id), (RoleKind.TEACHER,))
        return who

    def _find(self, name: str, nip: str | None, source_id: str | None) -> StaffRef | list[StaffRef] | None:
        for number in (nip, source_id):
            if number and number in self._by_number:
                return self._by_number[number]
        named = [who for who, known in self._by_name[name_key(name)].items() if not (nip and known and nip != known)]
        return named if len(named) > 1 else next(iter(named), None)

    def _enter(self, who: StaffRef, nip: str | None, source_id: str | None) -> None:
        for number in (nip, source_id):
            if number:
                self._by_number.setdefault(number, who)
        self._by_name[name_key(who.name)][who] = nip

    def _add(self, member: RosterStaff, roles: tuple[RoleKind, ...]) -> StaffRef:
        who = StaffRef(member.name, key=f"{member.nip or member.source_id or ''} {name_key(member.name)}".strip())
        self.changes[who] = StaffChange(Action.NEW, who, roles, _stated(member, None, self._known))
        self._enter(who, member.nip, member.source_id)
        return who

    def _complete(self, who: StaffRef, member: RosterStaff, roles: tuple[RoleKind, ...]) -> None:
        if name_key(who.name) != name_key(member.name):
            self._remarks.add(member.place, "", RemarkCode.STAFF_DIFFERS, who.name, member.name)
        if who.person_id is None:
            return
        held = {role.kind for role in self._known.roles.get(who.person_id, [])}
        missing = tuple(role for role in roles if role not in held)
        fields = _stated(member, who.person_id, self._known)
        if earlier := self.changes.get(who):
            missing = tuple(dict.fromkeys((*earlier.roles, *missing)))
            stated = {change.field for change in earlier.fields}
            fields = (*earlier.fields, *(change for change in fields if change.field not in stated))
        if missing or fields:
            self.changes[who] = StaffChange(Action.CHANGED, who, missing, fields)


def _stated(member: RosterStaff, person_id: int | None, known: Known) -> tuple[FieldChange, ...]:
    """What the roster adds. What is there already stays: colleagues were entered by a person."""
    person = known.people[person_id] if person_id is not None else None
    wanted = {"nip": member.nip, "sex": member.sex, "phone": member.phone, "source_id": member.source_id}
    return tuple(
        FieldChange(field, None, value)
        for field, value in wanted.items()
        if value and (person is None or getattr(person, field) is None)
    )


def plan_homerooms(roster: Roster, known: Known, book: StaffBook, remarks: Remarks) -> list[HomeroomChange]:
    """Classes whose homeroom teacher the roster names otherwise than the school has it."""
    classes = known.of_year()
    planned: dict[str, HomeroomChange] = {}
    for homeroom in roster.homerooms:
        if not homeroom.teacher:
            continue
        who = book.teacher(homeroom.place, homeroom.teacher, homeroom.nip, homeroom.source_id)
        key = class_key(homeroom.class_name)
        if who is None:
            continue
        if key in planned and planned[key].who != who:
            told = (homeroom.class_name, planned[key].who.name, who.name)
            remarks.add(homeroom.place, "", RemarkCode.HOMEROOM_CONTRADICTED, *told)
            continue
        current = classes[key].homeroom_id if key in classes else None
        was = known.people[current].name if current is not None else None
        if current is None or current != who.person_id:
            planned.setdefault(key, HomeroomChange(homeroom.class_name, who, was))
    return list(planned.values())


def plan_teachings(roster: Roster, known: Known, book: StaffBook) -> list[NewTeaching]:
    """Lessons that are not known yet. Those the roster does not name stay, for it may be of one term or one teacher."""
    names = {class_id: class_key(row.name) for class_id, row in known.classes.items() if row.year == known.year}
    have = {
        (names[teaching.class_id], teaching.person_id, plain(teaching.subject))
        for teaching in known.teachings
        if teaching.class_id in names
    }
    found: dict[tuple[str, StaffRef, str], NewTeaching] = {}
    for teaching in roster.teachings:
        who = book.teacher(teaching.place, teaching.teacher, teaching.nip, teaching.source_id)
        key, subject = class_key(teaching.class_name), plain(teaching.subject)
        if who is not None and (key, who.person_id, subject) not in have:
            found.setdefault((key, who, subject), NewTeaching(teaching.class_name, who, teaching.subject))
    return list(found.values())
