"""Modals and choices: what a bot answers with when it asks for more."""

from tests.discord.server.components import SELECTS, Layout, Type, check_custom_id, check_one, numbered
from tests.discord.server.faults import Json
from tests.discord.server.forms import Form

MOST_CHOICES = 25
FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 19, 21, 22, 23
_IN_LABEL = (Type.TEXT_INPUT, *sorted(SELECTS), FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX)
_NUMBERS: dict[int, type | tuple[type, ...]] = {4: int, 10: (int, float)}


def read_modal(form: Form) -> Json:
    """A modal; what is wrong with it is noted in the form."""
    form.text("title", least=1, most=45, required=True)
    form.text("custom_id", least=1, most=100, required=True)
    layout = Layout((), v2=True)
    for one in form.forms("components", least=1, most=5):
        kind = one.data.get("type")
        if kind == Type.ACTION_ROW:
            _check_row(one, layout)
        elif kind == Type.LABEL:
            _check_label(one, layout)
        else:
            check_one(one, layout, (Type.ACTION_ROW, Type.TEXT_DISPLAY, Type.LABEL))
    parts = [numbered(one, layout) for one in form.data.get("components") or () if isinstance(one, dict)]
    return form.data | {"components": parts}


def _check_row(form: Form, layout: Layout) -> None:
    for one in form.forms("components", least=1, most=1):
        if one.data.get("type") != Type.TEXT_INPUT:
            one.wrong("UNION_TYPE_CHOICES", 'Value of field "type" must be one of (4,).', "type")
            continue
        one.text("label", least=1, most=45, required=True)
        _check_input(one, layout)


def _check_label(form: Form, layout: Layout) -> None:
    form.text("label", least=1, most=45, required=True)
    form.text("description", most=100)
    inner = form.form("component", required=True)
    if inner is None:
        return
    kind = inner.data.get("type")
    if kind == Type.TEXT_INPUT:
        if inner.has("label"):
            inner.wrong("BASE_TYPE_BAD_FIELD", "A text input in a label has no label of its own", "label")
        _check_input(inner, layout)
    elif kind in (RADIO_GROUP, CHECKBOX_GROUP):
        _check_group(inner, layout)
    elif kind in (FILE_UPLOAD, CHECKBOX):
        check_custom_id(inner, layout)
    else:
        check_one(inner, layout, _IN_LABEL)


def _check_group(form: Form, layout: Layout) -> None:
    check_custom_id(form, layout)
    for one in form.forms("options", least=2 if form.data["type"] == RADIO_GROUP else 1, most=10):
        one.text("label", least=1, most=100, required=True)
        one.text("value", least=1, most=100, required=True)
        one.text("description", most=100)


def _check_input(form: Form, layout: Layout) -> None:
    check_custom_id(form, layout)
    form.choice("style", (1, 2))
    least = form.integer("min_length", most=4000)
    most = form.integer("max_length", least=1, most=4000)
    value = form.text("value", most=4000)
    form.text("placeholder", most=100)
    form.flag("required")
    if least is not None and most is not None and least > most:
        form.wrong("BASE_TYPE_BAD_RANGE", "min_length cannot be greater than max_length", "min_length")
    if value and (len(value) > (most or 4000) or len(value) < (least or 0)):
        form.wrong("BASE_TYPE_BAD_LENGTH", f"Must be between {least or 0} and {most or 4000} in length.", "value")


def read_choices(form: Form, option_type: int) -> list[Json]:
    """The choices of an autocompletion, whose values are of the option's type."""
    found = form.forms("choices", most=MOST_CHOICES)
    for one in found:
        one.text("name", least=1, most=100, required=True)
        for locale in one.data.get("name_localizations") or {}:
            names = Form(one.data["name_localizations"], one.errors, (*one.path, "name_localizations"))
            names.text(locale, least=1, most=100)
        value = one.data.get("value")
        wanted = _NUMBERS.get(option_type)
        if wanted is None:
            one.text("value", most=100, required=value is None)
            fits = isinstance(value, str)
        else:
            fits = isinstance(value, wanted) and not isinstance(value, bool)
        if value is not None and not fits:
            one.wrong("APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE", f"Could not interpret {value!r} as the type", "value")
    return [one.data for one in found]
