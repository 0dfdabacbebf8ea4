"""Components of messages and what the platform refuses: https://docs.discord.com/developers/components/reference"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import IntEnum

from tests.discord.server.faults import INTERNAL_ERROR, Json
from tests.discord.server.forms import Form

MOST_COMPONENTS = 40
MOST_CHARACTERS = 4000
# Beyond these the platform answers 500 without a word: https://github.com/discord/discord-api-docs/issues/8554 and 7528
MOST_BYTES, BYTES_PER_TEXT = 10_170, 12
MOST_MEDIA = 64
_MEDIA = ("http", "https", "attachment")


class Type(IntEnum):
    """What a component is, in the platform's numbers."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18


SELECTS = {Type.STRING_SELECT, Type.USER_SELECT, Type.ROLE_SELECT, Type.MENTIONABLE_SELECT, Type.CHANNEL_SELECT}
IN_CONTAINER = (Type.ACTION_ROW, Type.SECTION, Type.TEXT_DISPLAY, Type.MEDIA_GALLERY, Type.FILE, Type.SEPARATOR)
LINK, PREMIUM = 5, 6


@dataclass
class Layout:
    """What was seen of a message's components so far."""

    files: Collection[str]
    v2: bool
    custom_ids: set[str] = field(default_factory=set)
    count: int = 0
    characters: int = 0
    text_bytes: int = 0
    media: int = 0
    ids: set[int] = field(default_factory=set)

    def number(self) -> int:
        """An id that no component has."""
        free = next(one for one in range(1, len(self.ids) + 2) if one not in self.ids)
        self.ids.add(free)
        return free


def read_components(form: Form, *, v2: bool, files: Collection[str] = ()) -> tuple[Json, ...]:
    """The components of a message, each with an id; what is wrong with them is noted in the form."""
    layout = Layout(files, v2)
    allowed = (*IN_CONTAINER, Type.CONTAINER) if v2 else (Type.ACTION_ROW,)
    for one in form.forms("components", most=MOST_COMPONENTS if v2 else 5):
        check_one(one, layout, allowed)
    if layout.count > MOST_COMPONENTS:
        words = f"The total number of components in this message exceeds the maximum of {MOST_COMPONENTS}"
        form.wrong("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", words, "components")
    if layout.characters > MOST_CHARACTERS:
        words = f"Displayable text size exceeds maximum size of {MOST_CHARACTERS}"
        form.wrong("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words, "components")
    if not form.errors and (layout.text_bytes > MOST_BYTES or layout.media > MOST_MEDIA):
        raise INTERNAL_ERROR.error()
    return tuple(numbered(one, layout) for one in form.data.get("components") or () if isinstance(one, dict))


def check_one(form: Form, layout: Layout, allowed: Collection[int]) -> None:
    """Check a component where only some types are allowed."""
    kind = form.data.get("type")
    layout.count += 1
    if isinstance(form.data.get("id"), int):
        layout.ids.add(form.data["id"])
    if not isinstance(kind, int) or kind not in allowed:
        listed = ", ".join(str(int(one)) for one in allowed) + ("," if len(allowed) == 1 else "")
        form.wrong("UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({listed}).', "type")
        return
    CHECKS[kind](form, layout)


def check_custom_id(form: Form, layout: Layout, *, required: bool = True) -> None:
    custom_id = form.text("custom_id", least=1, most=100, required=required)
    if custom_id and custom_id in layout.custom_ids:
        form.wrong("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated", "custom_id")
    layout.custom_ids.add(custom_id)


def numbered(component: Json, layout: Layout) -> Json:
    """A component in which each part has an id."""
    document = dict(component)
    if not document.get("id"):
        document["id"] = layout.number()
    for name in ("components", "accessory", "component"):
        inner = document.get(name)
        if isinstance(inner, list):
            document[name] = [numbered(one, layout) for one in inner if isinstance(one, dict)]
        elif isinstance(inner, dict):
            document[name] = numbered(inner, layout)
    return document


def _check_row(form: Form, layout: Layout) -> None:
    children = form.forms("components", least=1, most=5)
    if any(one.data.get("type") in SELECTS for one in children):
        for one in children[1:]:
            one.wrong("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
    for one in children:
        check_one(one, layout, (Type.BUTTON, *sorted(SELECTS)))


def _check_button(form: Form, layout: Layout) -> None:
    style = form.choice("style", range(1, 7))
    label = form.text("label", most=80)
    emoji = _check_emoji(form)
    form.flag("disabled")
    if style == LINK:
        form.address("url", most=512, schemes=("http", "https", "discord"), required=True)
        _refuse(form, "custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE")
    elif style == PREMIUM:
        form.text("sku_id", required=True)
        for name in ("custom_id", "label", "url", "emoji"):
            _refuse(form, name, "BUTTON_COMPONENT_PREMIUM_INVALID_FIELD")
        return
    else:
        check_custom_id(form, layout)
        _refuse(form, "url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE")
    if not label.strip() and not emoji:
        form.wrong("BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button must have a label or an emoji", "label")


def _refuse(form: Form, name: str, code: str) -> None:
    if form.has(name):
        form.wrong(code, f"A button of this style cannot have the field '{name}'", name)


def _check_emoji(form: Form) -> bool:
    emoji = form.form("emoji")
    if emoji is None:
        return False
    name = emoji.text("name", most=32)
    if not emoji.has("id") and (not name or any(one.isalpha() or one in ": " for one in name)):
        form.wrong("COMPONENT_INVALID_EMOJI", "Invalid emoji", "emoji", "name")
    return True


def _check_select(form: Form, layout: Layout) -> None:
    check_custom_id(form, layout)
    form.text("placeholder", most=150)
    form.flag("disabled")
    least = form.integer("min_values", most=25)
    most = form.integer("max_values", least=1, most=25)
    if least is not None and least > (1 if most is None else most):
        form.wrong("BASE_TYPE_BAD_RANGE", "min_values cannot be greater than max_values", "min_values")
    if form.data["type"] == Type.STRING_SELECT:
        _check_options(form, most or 1)


def _check_options(form: Form, most: int) -> None:
    options = form.forms("options", least=1, most=25)
    values = set()
    for one in options:
        one.text("label", least=1, most=100, required=True)
        value = one.text("value", least=1, most=100, required=True)
        one.text("description", most=100)
        one.flag("default")
        _check_emoji(one)
        if value in values:
            one.wrong("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used", "value")
        values.add(value)
    if most > max(len(options), 1):
        words = f"int value should be less than or equal to {len(options)}."
        form.wrong("NUMBER_TYPE_MAX", words, "max_values")
    if sum(one.data.get("default") is True for one in options) > most:
        form.wrong("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "There are more defaults than max_values", "options")


def _check_text(form: Form, layout: Layout) -> None:
    content = form.text("content", least=1, most=MOST_CHARACTERS, required=True)
    layout.characters += len(content)
    layout.text_bytes += len(content.encode("utf-8", "replace")) + BYTES_PER_TEXT


def _check_section(form: Form, layout: Layout) -> None:
    for one in form.forms("components", least=1, most=3):
        check_one(one, layout, (Type.TEXT_DISPLAY,))
    accessory = form.form("accessory", required=True)
    if accessory is not None:
        check_one(accessory, layout, (Type.BUTTON, Type.THUMBNAIL))


def _check_media(form: Form, name: str, layout: Layout, schemes: Collection[str] = _MEDIA) -> None:
    media = form.form(name, required=True)
    layout.media += 1
    if media is None:
        return
    address = media.address("url", most=2048, schemes=schemes, required=True)
    if address.startswith("attachment://") and address.removeprefix("attachment://") not in layout.files:
        words = f"The referenced attachment was not found: {address}"
        media.wrong("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", words, "url")


def _check_thumbnail(form: Form, layout: Layout) -> None:
    _check_media(form, "media", layout)
    form.text("description", most=1024)
    form.flag("spoiler")


def _check_gallery(form: Form, layout: Layout) -> None:
    for one in form.forms("items", least=1, most=10):
        _check_thumbnail(one, layout)


def _check_file(form: Form, layout: Layout) -> None:
    _check_media(form, "file", layout, ("attachment",))
    form.flag("spoiler")


def _check_separator(form: Form, _: Layout) -> None:
    form.flag("divider")
    form.choice("spacing", (1, 2), required=False)


def _check_container(form: Form, layout: Layout) -> None:
    form.integer("accent_color", most=0xFFFFFF)
    form.flag("spoiler")
    for one in form.forms("components", least=1, most=MOST_COMPONENTS):
        check_one(one, layout, IN_CONTAINER)


CHECKS: dict[int, Callable[[Form, Layout], None]] = {
    Type.ACTION_ROW: _check_row,
    Type.BUTTON: _check_button,
    **dict.fromkeys(SELECTS, _check_select),
    Type.SECTION: _check_section,
    Type.TEXT_DISPLAY: _check_text,
    Type.THUMBNAIL: _check_thumbnail,
    Type.MEDIA_GALLERY: _check_gallery,
    Type.FILE: _check_file,
    Type.SEPARATOR: _check_separator,
    Type.CONTAINER: _check_container,
}
