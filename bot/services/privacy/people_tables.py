"""People, their chats, and how the two were joined."""

from sqlalchemy import and_, case

from bot.domain.privacy import GONE, Reason
from bot.domain.retention import Term
from bot.services.privacy.tables import (
    NOW,
    Ends,
    Erase,
    Kept,
    Part,
    Whose,
    accounts_of,
    all_left,
    bots_of,
    by,
    left,
    of_address,
    of_chat,
    of_child,
    persons_age,
    works,
)
from bot.storage.models import (
    AccessRequest,
    Account,
    Arrival,
    CodeGuess,
    Consent,
    Draft,
    Guardianship,
    GuardianState,
    InboxState,
    Introduction,
    Invitation,
    Origin,
    Person,
    Pupil,
    RequestState,
    Role,
    Teaching,
)

_ENDED = (InboxState.DONE, InboxState.FAILED)
_FOR_WORK = ((works, Reason.WORKS),)
_LISTED = and_(Guardianship.origin == Origin.ROSTER, Guardianship.state != GuardianState.ENDED)
_NAMELESS = {"phone": None, "phone_confirmed": False, "sex": None, "locale": None}

PEOPLE = (
    Kept(
        Person,
        Whose.FAMILY,
        facts="phone_confirmed address greeting locale created_at erased_at",
        words="name sex nip source_id phone",
        own=Part(
            by(Person.id),
            Erase.BLANK,
            values=_NAMELESS,
            keeps={"name": Reason.ROSTER, "source_id": Reason.ROSTER},
            unless=_FOR_WORK,
        ),
        ends=(
            Ends(
                Term.PUPILS,
                all_left(Person.id, Person.name != GONE),
                Erase.BLANK,
                {**_NAMELESS, "name": GONE},
            ),
        ),
        sheet="family",
    ),
    Kept(
        Account,
        Whose.FAMILY,
        facts="locale state state_since created_at seen_at window_until preferred",
        words="address name",
        own=Part(of_chat(Account.id), Erase.DELETE, unless=_FOR_WORK),
        ends=(
            Ends(
                Term.PUPILS,
                all_left(Account.person_id),
                Erase.BLANK,
                {"person_id": None, "preferred": False, "address": Account.address},
            ),
            Ends(
                Term.STRANGERS,
                lambda school, before: and_(
                    Account.person_id.is_(None), Account.seen_at < before, Account.bot_id.in_(bots_of(school))
                ),
                Erase.DELETE,
            ),
        ),
        sheet="family",
    ),
    Kept(
        Draft,
        Whose.FAMILY,
        facts="flow step updated_at expires_at",
        words="data",
        own=Part(of_chat(Draft.account_id), Erase.DELETE),
        elsewhere="tidy",
    ),
    Kept(
        Arrival,
        Whose.FAMILY,
        facts="key state attempts error owner not_before received_at done_at",
        words="chat raw",
        own=Part(
            of_address(Arrival.bot_id, Arrival.chat),
            Erase.BLANK,
            unless=((lambda family: Arrival.state.not_in(_ENDED), Reason.LEAVING),),
        ),
        elsewhere="tidy",
        since="received_at",
    ),
    Kept(
        Guardianship,
        Whose.FAMILY,
        facts="relation state origin sees_child linked_at confirmed_at ended_at",
        own=Part(
            by(Guardianship.person_id),
            Erase.BLANK,
            values={
                "state": case((_LISTED, GuardianState.LISTED.value), else_=GuardianState.ENDED.value),
                "linked_at": None,
                "confirmed_at": None,
                "confirmed_by": None,
            },
        ),
        elsewhere="pointers",
        sheet="family",
    ),
    Kept(
        Invitation,
        Whose.FAMILY,
        facts="adds_chat issued_at expires_at used_at voided_at",
        words="code_hash",
        own=Part(
            by(Invitation.person_id),
            Erase.BLANK,
            values={"used_by": None, "voided_at": NOW},
            keeps={"code_hash": Reason.PROOF},
            unless=_FOR_WORK,
        ),
        elsewhere="pointers",
    ),
    Kept(
        CodeGuess,
        Whose.FAMILY,
        facts="at",
        own=Part(of_chat(CodeGuess.account_id), Erase.DELETE),
        ends=(
            Ends(
                Term.STRANGERS,
                lambda school, before: and_(CodeGuess.at < before, CodeGuess.account_id.in_(accounts_of(school))),
                Erase.DELETE,
            ),
        ),
    ),
    Kept(
        AccessRequest,
        Whose.FAMILY,
        facts="relation state created_at decided_at",
        words="child_name own_name",
        own=Part(of_chat(AccessRequest.account_id), Erase.DELETE),
        ends=(
            Ends(
                Term.REQUESTS,
                lambda school, before: and_(
                    AccessRequest.created_at < before,
                    AccessRequest.state != RequestState.OPEN,
                    AccessRequest.account_id.in_(accounts_of(school)),
                ),
                Erase.DELETE,
            ),
        ),
        sheet="requests",
    ),
    Kept(
        Consent,
        Whose.FAMILY,
        facts="channel locale given_at withdrawn_at",
        words="wording",
        own=Part(by(Consent.person_id), Erase.KEEP, Reason.PROOF),
        ends=(
            Ends(Term.CONSENTS, persons_age(Consent.person_id, Consent.withdrawn_at), Erase.DELETE),
            Ends(Term.PUPILS, left(Consent.pupil_id), Erase.DELETE),
        ),
        sheet="family",
    ),
    Kept(
        Pupil,
        Whose.FAMILY,
        facts="talks_apart left_at created_at",
        words="name nisn nipd sex source_id phone",
        childs=Part(of_child(Pupil.id), Erase.KEEP, Reason.RECORD),
        ends=(
            Ends(
                Term.PUPILS,
                lambda school, before: and_(Pupil.school_id == school, Pupil.left_at < before, Pupil.name != GONE),
                Erase.BLANK,
                {"name": GONE},
            ),
        ),
        sheet="family",
    ),
    Kept(Role, Whose.STAFF, facts="kind since ended_at", elsewhere="work"),
    Kept(Teaching, Whose.STAFF, words="subject", elsewhere="work"),
    Kept(Introduction, Whose.STAFF, facts="updated_at", words="who vision mission hopes file", elsewhere="work"),
)
