"""Every method the server knows. Names are in lower case: the real server does not mind."""

from tests.telegram.server import answering, editing, lookups, polling, profile, sending
from tests.telegram.server.profile import Method, getter, setter

METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "logout": profile.log_out,
    "close": profile.close,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": setter("name"),
    "getmyname": getter("name"),
    "setmydescription": setter("description"),
    "getmydescription": getter("description"),
    "setmyshortdescription": setter("short_description"),
    "getmyshortdescription": getter("short_description"),
    "setwebhook": polling.set_webhook,
    "deletewebhook": polling.delete_webhook,
    "getwebhookinfo": polling.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagemedia": editing.edit_message_media,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "answercallbackquery": answering.answer_callback_query,
    "answerinlinequery": answering.answer_inline_query,
    "getchat": lookups.get_chat,
    "getchatmember": lookups.get_chat_member,
    "getchatmembercount": lookups.get_chat_member_count,
    "getchatadministrators": lookups.get_chat_administrators,
    "leavechat": lookups.leave_chat,
    "getfile": lookups.get_file,
}

# Unknown to servers before Bot API 10.2.
EPHEMERAL_METHODS: dict[str, Method] = {
    "editephemeralmessagetext": editing.edit_ephemeral_text,
    "editephemeralmessagecaption": editing.edit_ephemeral_caption,
    "editephemeralmessagemedia": editing.edit_ephemeral_media,
    "editephemeralmessagereplymarkup": editing.edit_ephemeral_reply_markup,
    "deleteephemeralmessage": editing.delete_ephemeral,
}
