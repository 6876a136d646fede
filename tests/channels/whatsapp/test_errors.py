"""Each of the provider's codes means one thing for the message that was being sent."""

import pytest
from pywa.errors import WhatsAppError, _all_exceptions

from bot.channels.whatsapp.errors import bare, reason_of, refused
from bot.domain.delivery import Reason
from bot.domain.errors import DeliveryError, NotSent, Permanent, RetryAfter, Unknown

CODES: list[tuple[int, type[DeliveryError], Reason]] = [
    (131026, Permanent, Reason.NOT_ON_CHANNEL),
    (131047, Permanent, Reason.WINDOW),
    (131049, Permanent, Reason.REJECTED),
    (131030, Permanent, Reason.REJECTED),
    (131053, Permanent, Reason.REJECTED),
    (100, Permanent, Reason.REJECTED),
    *((code, Permanent, Reason.TEMPLATE) for code in (132000, 132001, 132005, 132007, 132012, 132015, 132016)),
    *((code, RetryAfter, Reason.FLOOD) for code in (4, 80007, 130429, 131056)),
    *(
        (code, RetryAfter, Reason.ACCOUNT)
        for code in (0, 3, 10, 33, 190, 200, 299, 368, 131005, 131031, 131042, 131045, 131048, 131057, 133010)
    ),
    *((code, NotSent, Reason.NETWORK) for code in (2, 131000, 131016)),
    (1, Unknown, Reason.NETWORK),
]


@pytest.mark.parametrize(("code", "kind", "reason"), CODES)
def test_what_a_code_means(code: int, kind: type[DeliveryError], reason: Reason) -> None:
    error = refused(code, status=400)
    assert (type(error), error.reason) == (kind, reason)
    assert reason_of(code) == reason


def test_only_a_pair_that_writes_too_much_is_left_alone_by_itself() -> None:
    pauses = {code: refused(code) for code, kind, _reason in CODES if kind is RetryAfter}
    assert [code for code, pause in pauses.items() if isinstance(pause, RetryAfter) and pause.one_chat] == [131056]


def test_a_number_that_the_token_does_not_know_is_the_accounts_trouble() -> None:
    error = refused(100, status=400, subcode=33)
    assert isinstance(error, RetryAfter)
    assert error.reason == Reason.ACCOUNT


@pytest.mark.parametrize(
    ("status", "transient", "kind"),
    [
        (400, False, Permanent),
        (400, True, NotSent),
        (401, False, RetryAfter),
        (403, False, RetryAfter),
        (429, False, RetryAfter),
        (500, False, Unknown),
        (500, True, NotSent),
    ],
)
def test_a_code_that_we_never_heard_goes_by_its_status(status: int, transient: bool, kind: type[DeliveryError]) -> None:
    assert type(refused(199_999, status=status, transient=transient)) is kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, NotSent),
        (404, NotSent),
        (413, Permanent),
        (429, RetryAfter),
        (500, Unknown),
        (502, Unknown),
        (503, NotSent),
    ],
)
def test_a_status_without_the_apis_words(status: int, kind: type[DeliveryError]) -> None:
    assert type(bare(status)) is kind


def test_no_code_that_the_library_knows_for_sending_is_left_to_its_status() -> None:
    """A new release of the library that knows more makes this fail: decide what the new code means."""
    sending = {
        code
        for code, known in _all_exceptions().items()
        if known.__mro__[1].__name__ in ("SendMessageError", "IntegrityError", "ThrottlingError", "AuthorizationError")
    }
    unheard = {code for code in sending if type(refused(code, status=500)) is Unknown}
    assert issubclass(WhatsAppError, Exception)
    assert unheard <= {1, 132068, 132069}  # flows, which are never sent
