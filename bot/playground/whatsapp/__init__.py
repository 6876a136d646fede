"""A local WhatsApp Cloud API server that refuses what Meta refuses, in Meta's own codes.

In a test::

    api = CloudApi(clock, rates=Rates.off())              # clock: seconds since 1970
    number = api.add_number("100200300", token="t", secret="s", account_id="500600700")
    app = whatsapp_app(api)                               # or mount `api.routes`; base address: wherever it is served
    parent = api.phone("6281234567890", "Siti")           # a person on WhatsApp; all other numbers are not
    parent.say("Halo")                                    # opens the 24-hour window; `parent.spoke(at)` did so silently
    parent.press(parent.screen()[-1].id, "Hadir")         # a button or row by its face or id
    parent.read(); parent.go_offline(); parent.block(); parent.person.receipts = False

Events go signed to `api.set_webhook(url)`, over HTTP or by the given `post(url, headers, body) -> status`, and stand in
`api.events` in any case; `await api.settled()` waits until all were taken. Templates are POSTed to
`/v23.0/500600700/message_templates` and wait until `api.judge(name, language, Verdict.APPROVED)`, or
`CloudApi(…, approves_after=2.0)`. What goes wrong on order:
`api.faults.order("drop_after", method="messages", chat_id="6281234567890")` (methods: messages, read, media, get_media,
download, …), `number.trouble = 131031`, `api.mishaps.order("swap", status="delivered")`, `api.bundles = True`.
A number that is not on WhatsApp and a closed window are accepted and fail by a status, as with Meta, unless
`api.strangers` or `api.closed_windows` is "at_once". Without HTTP: `await api.call(Request("POST", …))`.
"""

from bot.playground.exchange import Answer, Upload
from bot.playground.faults import Dropped, Fault, Faults
from bot.playground.whatsapp.api import Call, CloudApi
from bot.playground.whatsapp.app import whatsapp_app, whatsapp_routes
from bot.playground.whatsapp.mishaps import Mishaps, Trouble
from bot.playground.whatsapp.operations import Request
from bot.playground.whatsapp.phone import Phone
from bot.playground.whatsapp.prices import UNTIL_SEPTEMBER_2026, Prices
from bot.playground.whatsapp.rates import Rates
from bot.playground.whatsapp.screens import Bubble
from bot.playground.whatsapp.state import Number, Progress, Verdict
from bot.playground.whatsapp.webhooks import SIGNATURE, sign

__all__ = [
    "SIGNATURE",
    "UNTIL_SEPTEMBER_2026",
    "Answer",
    "Bubble",
    "Call",
    "CloudApi",
    "Dropped",
    "Fault",
    "Faults",
    "Mishaps",
    "Number",
    "Phone",
    "Prices",
    "Progress",
    "Rates",
    "Request",
    "Trouble",
    "Upload",
    "Verdict",
    "sign",
    "whatsapp_app",
    "whatsapp_routes",
]
