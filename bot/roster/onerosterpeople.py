"""The people of a OneRoster zip: pupils, their guardians, and staff, told apart by role."""

import hashlib
from collections import defaultdict

from bot.domain.roster import (
    Duty,
    Relation,
    RemarkCode,
    RosterGuardian,
    RosterPupil,
    RosterStaff,
    Sex,
)
from bot.roster.classes import grade_of
from bot.roster.names import spelled
from bot.roster.notebook import Notebook
from bot.roster.onerosterfiles import Entry, Files
from bot.sheets.cells import digits
from bot.sheets.limits import MAX_NAME, MAX_NIPD

# `email`, `username`, `userIds` and above all `password` are not in this list, so they are never looked at.
_USER_COLUMNS = (
    *("sourcedId", "enabledUser", "role", "givenName", "familyName", "middleName"),
    *("identifier", "sms", "phone", "agentSourcedIds", "grades"),
)
_GUARDIANS = {"parent", "guardian", "relative"}
_RELATIONS = {"father": Relation.FATHER, "mother": Relation.MOTHER}
_STAFF = {
    "teacher": Duty.TEACHER,
    "principal": Duty.PRINCIPAL,
    "counselor": Duty.COUNSELLOR,
    "counsellor": Duty.COUNSELLOR,
}
_ID_LENGTH = 64


def source_id(said: str) -> str:
    """A sourcedId as it is kept: longer ones (the standard allows 255 characters) by their digest."""
    return said if len(said) <= _ID_LENGTH else hashlib.sha256(said.encode()).hexdigest()


class People:
    """All users of the zip by sourcedId, with their roles."""

    def __init__(self, files: Files, notebook: Notebook) -> None:
        self._notebook = notebook
        self._users = {entry["sourcedId"]: entry for entry in files.rows("users", _USER_COLUMNS) if entry["sourcedId"]}
        self._roles: dict[str, set[str]] = defaultdict(set)
        for user_id, user in self._users.items():
            if user["role"]:
                self._roles[user_id].add(user["role"].lower())
        for role in files.rows("roles", ("userSourcedId", "role")):
            if not role.deleted:
                self._roles[role["userSourcedId"]].add(role["role"].lower())
        sexes = {"male": Sex.MALE, "female": Sex.FEMALE}
        rows = files.rows("demographics", ("sourcedId", "sex"))
        self._sex = {row["sourcedId"]: sexes.get(row["sex"].lower()) for row in rows}

    def name(self, user_id: str) -> str:
        """A user's name; "" where the zip has no such user."""
        user = self._users.get(user_id)
        return self._name(user) if user else ""

    def pupils(self, classes: dict[str, str]) -> list[RosterPupil]:
        """The pupils; `classes` gives class names by the pupil's sourcedId."""
        return [
            self._pupil(user_id, user, classes.get(user_id))
            for user_id, user in self._users.items()
            if "student" in self._roles[user_id] and self._named(user)
        ]

    def staff(self) -> list[RosterStaff]:
        """Everyone with a role that the school gives; a parent who also teaches is among them."""
        return [
            self._member(user_id, user)
            for user_id, user in self._users.items()
            if self._roles[user_id] & _STAFF.keys() and self._named(user)
        ]

    def _named(self, user: Entry) -> bool:
        if not self._name(user):
            self._notebook.remark(user.place, "givenName", RemarkCode.NAME_MISSING)
        return bool(self._name(user))

    def _name(self, user: Entry) -> str:
        # Those with one name often have it in both fields, or a dash or dot in the other.
        parts = [user["givenName"], user["middleName"], user["familyName"]]
        return spelled(" ".join(dict.fromkeys(part for part in parts if part)))

    def _short_name(self, user: Entry) -> str:
        return self._notebook.short(user.place, "givenName", self._name(user), MAX_NAME)

    def _pupil(self, user_id: str, user: Entry, class_name: str | None) -> RosterPupil:
        nisn, nipd = self._numbers(user)
        if class_name is None and not user.deleted:
            self._notebook.remark(user.place, "sourcedId", RemarkCode.CLASS_MISSING, self._name(user))
        return RosterPupil(
            place=user.place,
            name=self._short_name(user),
            nisn=nisn,
            nipd=nipd,
            sex=self._sex.get(user_id),
            class_name=class_name,
            grade=next((grade for said in user.many("grades") if (grade := grade_of(said))), None),
            guardians=self._guardians(user_id, user),
            phone=self._phone(user),
            source_id=source_id(user_id),
            left=user.deleted or user["enabledUser"].lower() == "false",
        )

    def _numbers(self, user: Entry) -> tuple[str | None, str | None]:
        """`identifier` is whatever number the school uses: a NISN has ten digits."""
        said = user["identifier"]
        number = digits(said)
        if len(number) == 10 and number.isascii() and number.isdecimal():
            return number, None
        return None, self._notebook.short(user.place, "identifier", said, MAX_NIPD) or None

    def _phone(self, user: Entry) -> str | None:
        column = "sms" if user["sms"] else "phone"
        return self._notebook.phone(user.place, column, user[column])

    def _guardians(self, user_id: str, user: Entry) -> tuple[RosterGuardian, ...]:
        found: dict[str, RosterGuardian] = {}
        for agent_id in user.many("agentSourcedIds"):
            agent = self._users.get(agent_id)
            if agent is None:
                self._notebook.remark(user.place, "agentSourcedIds", RemarkCode.REFERENCE_UNKNOWN, agent_id)
            elif not agent.deleted and agent_id != user_id and self._name(agent) and self._is_guardian(agent_id):
                found[agent_id] = self._guardian(agent_id, agent)
        return tuple(found.values())

    def _is_guardian(self, agent_id: str) -> bool:
        """Teachers may be agents too (as advisors); they are guardians only if a role says so."""
        said = self._roles[agent_id]
        return bool(said & (_GUARDIANS | _RELATIONS.keys())) or not said

    def _guardian(self, agent_id: str, agent: Entry) -> RosterGuardian:
        relation = next((_RELATIONS[role] for role in self._roles[agent_id] if role in _RELATIONS), None)
        if relation is None and "parent" in self._roles[agent_id] and (sex := self._sex.get(agent_id)):
            relation = Relation.FATHER if sex is Sex.MALE else Relation.MOTHER
        return RosterGuardian(
            relation or Relation.GUARDIAN, self._short_name(agent), self._phone(agent), source_id(agent_id)
        )

    def _member(self, user_id: str, user: Entry) -> RosterStaff:
        number = digits(user["identifier"])
        return RosterStaff(
            place=user.place,
            name=self._short_name(user),
            nip=number if len(number) == 18 and number.isascii() and number.isdecimal() else None,
            sex=self._sex.get(user_id),
            phone=self._phone(user),
            roles=frozenset(_STAFF[role] for role in self._roles[user_id] if role in _STAFF),
            source_id=source_id(user_id),
            left=user.deleted or user["enabledUser"].lower() == "false",
        )
