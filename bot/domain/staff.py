"""The roles of staff, as one names them when adding somebody."""

from enum import StrEnum


class StaffRole(StrEnum):
    """A role as it is typed; `homeroom` is a teacher with a class to look after."""

    HOMEROOM = "homeroom"
    TEACHER = "teacher"
    ADMIN = "admin"
    PRINCIPAL = "principal"
    COUNSELLOR = "counsellor"
