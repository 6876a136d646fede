"""What people see of the bot: its name, its descriptions, its commands."""

import re
from collections.abc import Callable

from bot.playground.telegram import render
from bot.playground.telegram.answers import bad_request
from bot.playground.telegram.call import Call, Method
from bot.playground.telegram.entities import utf16_length
from bot.playground.telegram.params import as_object

_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def get_me(call: Call) -> object:
    can: dict[str, object] = {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return render.bot_user(call.bot) | can


def _setter(field: str) -> Callable[[Call], object]:
    def put(call: Call) -> object:
        text = call.params.text(field)
        if utf16_length(text) > _LIMITS[field]:
            raise bad_request(f"BOT_{'TITLE' if field == 'name' else 'ABOUT'}_INVALID")
        call.bot.profile[field, _language(call)] = text
        return True

    return put


def _getter(field: str) -> Callable[[Call], object]:
    def get(call: Call) -> object:
        fallback = call.bot.profile.get((field, ""), call.bot.name if field == "name" else "")
        return {field: call.bot.profile.get((field, _language(call))) or fallback}

    return get


def _language(call: Call) -> str:
    code = call.params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("Invalid language code specified")
    return code


def set_commands(call: Call) -> object:
    commands = call.params.array("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_scope(call), _language(call)] = [_command(item) for item in commands]
    return True


def delete_commands(call: Call) -> object:
    call.bot.commands.pop((_scope(call), _language(call)), None)
    return True


def get_commands(call: Call) -> object:
    return call.bot.commands.get((_scope(call), _language(call)), [])


def _scope(call: Call) -> str:
    scope = call.params.mapping("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    if str(kind) in ("chat", "chat_administrators", "chat_member"):
        chat_id = scope.get("chat_id")
        if not chat_id:
            raise bad_request("Can't parse BotCommandScope: Empty chat_id specified")
        if str(chat_id) not in map(str, call.bot.chats):
            raise bad_request("chat not found")
        return f"{kind}:{chat_id}"
    return str(kind)


def _command(item: object) -> dict[str, str]:
    fields = as_object(item)
    for name in ("command", "description"):
        if not isinstance(fields.get(name), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    command, description = str(fields["command"]).removeprefix("/"), str(fields["description"])
    if not command:
        raise bad_request("Command must be non-empty")
    if len(command) > 32:
        raise bad_request("Command length must not exceed 32")
    if not description:
        raise bad_request("Command description must be non-empty")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if utf16_length(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "deleteMyCommands": delete_commands,
    "getMyCommands": get_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
}
