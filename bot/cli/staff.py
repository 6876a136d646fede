"""`titian staff add`: a teacher, counsellor, principal or administrator."""

from typing import Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.staff import StaffRole
from bot.domain.text import _

app = typer.Typer(help=source(_("Teachers and other members of staff.")))


@app.command("add", help=source(_("Add a member of staff, or give one another role; doing it twice changes nothing.")))
def add(
    name: Annotated[str, typer.Argument(help=source(_("The person's name, with titles.")))],
    role: Annotated[list[StaffRole], typer.Option("--role", help=source(_("The role; may be given again.")))],
    class_name: Annotated[
        str | None, typer.Option("--class", help=source(_("The class of a homeroom or subject teacher.")))
    ] = None,
    subject: Annotated[str | None, typer.Option("--subject", help=source(_("What is taught to the class.")))] = None,
    nip: Annotated[str | None, typer.Option("--nip", help=source(_("The NIP; tells namesakes apart.")))] = None,
    school: SchoolName = None,
) -> None:
    """Add somebody and say how they get in."""
    work.do(_add(name, role, class_name, subject, nip, school))


async def _add(
    name: str, roles: list[StaffRole], class_name: str | None, subject: str | None, nip: str | None, school: str | None
) -> None:
    from bot.services import schools, staff

    async with work.session() as session:
        here = await schools.school_named(session, school)
        person = await staff.add(
            session, here, name, roles, class_name=class_name, subject=subject, nip=nip, now=work.now()
        )
    done = ", ".join(sorted(role.value for role in roles))
    typer.echo(
        say(_("%(name)s: %(roles)s. Codes for staff: titian invites issue --staff", name=person.name, roles=done))
    )
