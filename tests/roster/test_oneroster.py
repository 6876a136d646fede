"""OneRoster 1.1 and 1.2: people tied by ids, manifest modes, and columns that are never looked at."""

from collections.abc import Mapping, Sequence

import pytest

from bot.domain.roster import Duty, Relation, RemarkCode, RosterFormat, RosterGuardian
from bot.roster import read_roster
from bot.sheets.errors import FileDamaged, FileEmpty
from tests.roster import forms

Rows = Sequence[Mapping[str, str]]

PEOPLE: list[dict[str, str]] = [
    {"sourcedId": "p1", "role": "student", "givenName": "BUDI", "familyName": "SANTOSO", "identifier": "0081234567"},
    {"sourcedId": "p2", "role": "student", "givenName": "Ani", "familyName": "-", "identifier": "1002"},
    {"sourcedId": "g1", "role": "parent", "givenName": "Agus", "familyName": "Santoso", "phone": "081234567890"},
    {"sourcedId": "g2", "role": "guardian", "givenName": "Rina", "familyName": "Rina", "sms": "0813 4567 8901"},
    {"sourcedId": "t1", "role": "teacher", "givenName": "Nurmala", "familyName": "Dewi"},
    {"sourcedId": "a1", "role": "administrator", "givenName": "Tata", "familyName": "Usaha"},
]
PEOPLE[0] |= {"agentSourcedIds": "g1,g2", "password": "sangat-rahasia", "email": "budi@example.com", "grades": "10"}
PEOPLE[1] |= {"agentSourcedIds": "g1", "username": "ani.masuk"}
CLASSES: Rows = [
    {"sourcedId": "c1", "title": "X-1", "classType": "homeroom"},
    {"sourcedId": "c2", "title": "Fisika kelas sepuluh", "classType": "scheduled", "subjects": "Fisika"},
]
ENROLLMENTS: Rows = [
    {"classSourcedId": "c1", "userSourcedId": "p1", "role": "student"},
    {"classSourcedId": "c1", "userSourcedId": "p2", "role": "student"},
    {"classSourcedId": "c1", "userSourcedId": "t1", "role": "teacher", "primary": "true"},
    {"classSourcedId": "c2", "userSourcedId": "p1", "role": "student"},
    {"classSourcedId": "c2", "userSourcedId": "t1", "role": "teacher"},
]
SESSIONS: Rows = [{"sourcedId": "s1", "title": "2026/2027", "type": "schoolYear", "schoolYear": "2027"}]


def files(people: Rows = PEOPLE) -> dict[str, Rows]:
    return {"users": people, "classes": CLASSES, "enrollments": ENROLLMENTS, "academicSessions": SESSIONS}


def test_pupils_guardians_classes_and_lessons_are_tied_by_their_ids() -> None:
    roster = read_roster(forms.oneroster(files()), "oneroster.zip")
    assert (roster.format, roster.school_year, roster.complete) == (RosterFormat.ONEROSTER_1_1, "2026/2027", True)
    agus = RosterGuardian(Relation.GUARDIAN, "Agus Santoso", "+6281234567890", "g1")
    rina = RosterGuardian(Relation.GUARDIAN, "Rina", "+6281345678901", "g2")
    assert [(p.name, p.nisn, p.nipd, p.class_name, p.source_id, p.guardians) for p in roster.pupils] == [
        ("Budi Santoso", "0081234567", None, "X-1", "p1", (agus, rina)),
        ("Ani", None, "1002", "X-1", "p2", (agus,)),
    ]
    assert [(s.name, s.roles, s.source_id) for s in roster.staff] == [("Nurmala Dewi", frozenset({Duty.TEACHER}), "t1")]
    assert [(h.class_name, h.teacher, h.source_id) for h in roster.homerooms] == [("X-1", "Nurmala Dewi", "t1")]
    assert [(t.class_name, t.subject, t.source_id) for t in roster.teachings] == [("X-1", "Fisika", "t1")]
    assert roster.remarks == ()


def test_in_1_2_roles_are_in_a_file_of_their_own() -> None:
    people = [{key: value for key, value in person.items() if key != "role"} for person in PEOPLE]
    roles = [{"sourcedId": f"r{n}", "userSourcedId": p["sourcedId"], "role": p["role"]} for n, p in enumerate(PEOPLE)]
    given = {**files(people), "roles": roles, "demographics": [{"sourcedId": "g1", "sex": "male"}]}
    roster = read_roster(forms.oneroster(given, "1.2"), "oneroster.zip")
    assert roster.format is RosterFormat.ONEROSTER_1_2
    assert [pupil.name for pupil in roster.pupils] == ["Budi Santoso", "Ani"]
    assert [guardian.relation for guardian in roster.pupils[0].guardians] == [Relation.FATHER, Relation.GUARDIAN]


def test_passwords_addresses_and_user_names_never_leave_the_zip() -> None:
    told = repr(read_roster(forms.oneroster(files()), "oneroster.zip"))
    assert [word for word in ("sangat-rahasia", "example.com", "ani.masuk") if word in told] == []


def test_a_delta_says_who_left_and_promises_no_whole_list() -> None:
    people = [PEOPLE[0] | {"status": "active"}, PEOPLE[1] | {"status": "tobedeleted"}, *PEOPLE[2:]]
    roster = read_roster(forms.oneroster(files(people), users="delta"), "oneroster.zip")
    assert [(pupil.name, pupil.left) for pupil in roster.pupils] == [("Budi Santoso", False), ("Ani", True)]
    assert not roster.complete


def test_a_file_that_the_manifest_calls_absent_is_not_read() -> None:
    roster = read_roster(forms.oneroster(files(), enrollments="absent"), "oneroster.zip")
    assert [pupil.class_name for pupil in roster.pupils] == [None, None]
    assert not roster.complete


def test_an_agent_who_is_not_in_the_zip_is_remarked_on() -> None:
    roster = read_roster(forms.oneroster(files([PEOPLE[0], *PEOPLE[2:3]])), "oneroster.zip")
    assert [(r.sheet, r.row, r.column, r.code, r.values) for r in roster.remarks] == [
        ("users.csv", 2, "agentSourcedIds", RemarkCode.REFERENCE_UNKNOWN, ("g2",))
    ]


def test_files_within_a_folder_and_without_manifest_are_found() -> None:
    users = forms.delimited([["sourcedId", "role", "givenName", "familyName"], ["p1", "student", "Budi", "Santoso"]])
    roster = read_roster(forms.zipped({"export/users.csv": users}), "oneroster.zip")
    assert [pupil.name for pupil in roster.pupils] == ["Budi Santoso"]


@pytest.mark.parametrize(
    ("users", "error"), [(b"", FileDamaged), (b"a,b\n1,2", FileDamaged), (b"sourcedId,role\n", FileEmpty)]
)
def test_users_without_headers_or_people_are_refused(users: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_roster(forms.zipped({"users.csv": users}), "oneroster.zip")
