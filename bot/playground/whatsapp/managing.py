"""Templates, media and numbers: the requests beside sending."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.playground.exchange import Upload
from bot.playground.whatsapp import payloads
from bot.playground.whatsapp.errors import Refused, malformed, unknown_object
from bot.playground.whatsapp.fields import Fields
from bot.playground.whatsapp.state import Account, Number, Template, Verdict, Webhook
from bot.playground.whatsapp.templates import MAX_TEMPLATES, described, read_components, read_new, wrong

if TYPE_CHECKING:
    from bot.playground.whatsapp.api import CloudApi

_NUMBER_FIELDS = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating",
                  "platform_type", "throughput", "id", "name_status", "status", "account_mode")  # fmt: skip
_NUMBER_DEFAULTS = _NUMBER_FIELDS[:7]
_TEMPLATE_FIELDS = {"name", "parameter_format", "components", "language", "status", "category", "id", "rejected_reason"}
_TEMPLATE_FIELDS_UNSET = {
    "quality_score",
    "previous_category",
    "correct_category",
    "sub_category",
    "library_template_name",
    "message_send_ttl_seconds",
    "cta_url_link_tracking_opted_out",
    "degrees_of_freedom_spec",
}
"""Known to the real one, and never set here."""
PAGE = 25


def number_fields(number: Number, query: Mapping[str, str]) -> dict[str, object]:
    """GET /<number>."""
    known: dict[str, object] = {
        "verified_name": number.name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": number.display,
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "name_status": "APPROVED",
        "status": "RESTRICTED" if number.trouble else "CONNECTED",
        "account_mode": "LIVE",
    }
    asked = _asked(query, _NUMBER_FIELDS, "WhatsAppBusinessPhoneNumber") or list(_NUMBER_DEFAULTS)
    return {name: known[name] for name in asked if name != "id"} | {"id": number.id}


def _asked(query: Mapping[str, str], known: tuple[str, ...] | set[str], node: str) -> list[str]:
    asked = [name.strip() for name in query.get("fields", "").split(",") if name.strip()]
    for name in asked:
        if name not in known:
            raise malformed(f"Tried accessing nonexisting field ({name}) on node type ({node})")
    return asked


def upload(api: "CloudApi", number: Number, body: dict[str, object], files: Mapping[str, Upload]) -> dict[str, object]:
    """POST /<number>/media."""
    given = Fields(body).only("messaging_product", "type")
    given.one_of("messaging_product", {"whatsapp"})
    if set(files) != {"file"}:
        raise malformed("The parameter file is required.")
    return {"id": api.media.upload(number, files["file"], given.text("type", most=200)).id}


def create_template(api: "CloudApi", account: Account, body: dict[str, object]) -> dict[str, object]:
    """POST /<account>/message_templates."""
    name, language, category, components = read_new(account, Fields(body))
    template = Template(str(640_000_000_000_000 + api.next_number()), name, language, category, components)
    account.templates[name, language] = template
    api.submitted(account, template)
    return {"id": template.id, "status": template.verdict.value, "category": category}


def edit_template(api: "CloudApi", account: Account, template: Template, body: dict[str, object]) -> dict[str, object]:
    """POST /<template>: new components, to be approved anew."""
    given = Fields(body).only("components", "category")
    if template.verdict is Verdict.PENDING:
        raise wrong(2388025, "Cannot be edited", "A template that waits for approval cannot be edited.")
    template.components = read_components(given)
    template.verdict, template.reason = Verdict.PENDING, "NONE"
    api.submitted(account, template)
    return {"success": True}


def list_templates(account: Account, query: Mapping[str, str]) -> dict[str, object]:
    """GET /<account>/message_templates: filtered, paged by `after`."""
    asked = _asked(query, _TEMPLATE_FIELDS | _TEMPLATE_FIELDS_UNSET, "MessageTemplate") or list(_TEMPLATE_FIELDS)
    found = [
        template
        for template in account.templates.values()
        if query.get("name", template.name) in template.name
        and query.get("language", template.language) == template.language
        and query.get("status", template.verdict.value) == template.verdict.value
    ]
    start = int(query["after"]) if query.get("after", "").isdigit() else 0
    most = int(query["limit"]) if query.get("limit", "").isdigit() else PAGE
    page = found[start : start + most]
    data = [{name: value for name, value in described(one).items() if name in {*asked, "id"}} for one in page]
    paging: dict[str, object] = {"cursors": {"before": str(start), "after": str(start + len(page))}}
    if start + most < len(found):
        paging["next"] = f"?after={start + most}"
    listed: dict[str, object] = {"data": data, "paging": paging if page else {}}
    if "summary" in query:
        listed["summary"] = {
            "total_count": len(found),
            "message_template_count": len(account.templates),
            "message_template_limit": MAX_TEMPLATES,
            "are_translations_complete": True,
        }
    return listed


def delete_template(account: Account, query: Mapping[str, str]) -> dict[str, object]:
    """DELETE /<account>/message_templates: one (`hsm_id`) or all languages of a name."""
    doomed = [
        key
        for key, template in account.templates.items()
        if template.name == query.get("name") and query.get("hsm_id", template.id) == template.id
    ]
    if not doomed:
        raise Refused(100, "Message template was not found", subcode=2593002)
    for key in doomed:
        del account.templates[key]
    return {"success": True}


def judge(api: "CloudApi", account: Account, template: Template, verdict: Verdict, reason: str) -> None:
    """The provider's word on a template, told to the webhook."""
    template.verdict = verdict
    template.reason = reason or ("TAG_CONTENT_MISMATCH" if verdict is Verdict.REJECTED else "NONE")
    told = payloads.template_verdict(account, template, api.clock())
    api.mail(account).add("template", "templates", told, verdict)


async def subscribe(api: "CloudApi", account: Account, body: dict[str, object]) -> dict[str, object]:
    """POST /<account>/subscribed_apps: the address is asked for its word before anything is sent to it."""
    given = Fields(body).only("override_callback_uri", "verify_token")
    if given.has("override_callback_uri"):
        url = given.text("override_callback_uri", most=2000)
        if not await api.verified(url, given.text("verify_token", most=1000)):
            raise Refused(100, "Callback verification failed: the address did not answer with the challenge.")
        account.webhook = Webhook(url, account.secret)
        api.mail(account).run()
    return {"success": True}


def owner(api: "CloudApi", template_id: str) -> tuple[Account, Template]:
    """The account that a template belongs to."""
    for account in api.accounts.values():
        for template in account.templates.values():
            if template.id == template_id:
                return account, template
    raise unknown_object(template_id)
