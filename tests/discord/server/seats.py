"""People: what they do in a place, and what they get for it."""

from dataclasses import dataclass, field
from typing import Any

from tests.discord.server.access import unarchive
from tests.discord.server.acting import interact, resolve
from tests.discord.server.components import SELECTS, Type
from tests.discord.server.faults import Json
from tests.discord.server.interactions import Kind
from tests.discord.server.menus import menu, type_command
from tests.discord.server.messages import change, publish, remove
from tests.discord.server.model import Channel, User, walk
from tests.discord.server.permissions import May, in_channel
from tests.discord.server.talk import Content, Interaction, Message, Standing
from tests.discord.server.world import World


@dataclass(frozen=True)
class Reply:
    """What came of something that somebody did."""

    interaction: Interaction
    messages: list[Message] = field(default_factory=list)  # new or changed, in the order in which they came

    @property
    def message(self) -> Message:
        """The only message of the answer."""
        (one,) = self.messages
        return one

    @property
    def text(self) -> str:
        """All that can be read in the answer."""
        return "\n".join(one.text for one in self.messages)

    @property
    def modal(self) -> Json:
        assert self.interaction.modal is not None, "no modal came"
        return self.interaction.modal

    @property
    def choices(self) -> dict[str, Any]:
        """What an autocompletion offers: names in the person's language, and their values."""
        assert self.interaction.choices is not None, "no choices came"
        locale = self.interaction.user.locale
        listed = self.interaction.choices
        return {localized(one, locale): one["value"] for one in listed}

    @property
    def ephemeral(self) -> bool:
        """Whether nobody else sees the answer."""
        return all(one.ephemeral for one in self.messages)

    @property
    def seconds(self) -> float:
        """How long the first response took, on the server's clock."""
        assert self.interaction.acknowledged_at is not None
        return self.interaction.acknowledged_at - self.interaction.at


@dataclass(frozen=True)
class Seat:
    """A person in a channel, thread or private conversation.

    What a person does waits for its answer: so many messages, new or changed, or a modal.
    """

    world: World
    user: User
    channel: Channel

    def runs(self, line: str, *, answers: int = 1, **options: Any) -> Reply:
        """Send a command, "/subscribe" or "/here set", with its options; a trailing underscore of a name is dropped."""
        return self._answered(self.asks(line, **options), answers)

    def asks(self, line: str, **options: Any) -> Interaction:
        """Send a command without waiting for the answer."""
        given = {name.removesuffix("_"): value for name, value in options.items() if value is not None}
        with self.world.changed:
            typed = type_command(self.world, line, self.user, self.channel, given)
            found = resolve(self.world, self.channel.guild, typed.numbers)
            data = typed.data | ({"resolved": found} if found else {})
            return self._interact(Kind.COMMAND, data)

    def types(self, line: str, option: str, text: str, **options: Any) -> Reply:
        """Type into an option that completes itself; `choices` of the reply are what it offers."""
        interaction = self.starts_typing(line, option, text, **options)
        self.world.wait_for(lambda: interaction.choices is not None, f"no choices for {text!r} in {line} {option}")
        return Reply(interaction)

    def starts_typing(self, line: str, option: str, text: str, **options: Any) -> Interaction:
        """Type into an option that completes itself, without waiting for what it offers."""
        given = {name.removesuffix("_"): value for name, value in options.items()} | {option: text}
        with self.world.changed:
            typed = type_command(self.world, line, self.user, self.channel, given, focused=option)
            return self._interact(Kind.AUTOCOMPLETE, typed.data)

    def presses(self, label_or_id: str, message: Message | None = None, *, answers: int = 1) -> Reply:
        """Press a button, of the newest message that has it if none is named, by its label or its custom_id."""
        return self._answered(self.starts_pressing(label_or_id, message), answers)

    def starts_pressing(self, label_or_id: str, message: Message | None = None) -> Interaction:
        """Press a button without waiting for the answer."""
        with self.world.changed:
            pressed = message or self._message_with(label_or_id)
            button = _find_button(pressed, label_or_id)
            asks = "custom_id" in button and not button.get("disabled")
            assert asks, f"this asks nothing of the bot: {button}"
            return self._component(pressed, button["custom_id"], button)

    def presses_forged(self, custom_id: str, message: Message, *, answers: int = 1) -> Reply:
        """Press a button of a message that the message does not have: an old one whose answer came in between."""
        with self.world.changed:
            interaction = self._component(message, custom_id, {"type": Type.BUTTON, "id": 1})
        return self._answered(interaction, answers)

    def chooses(self, *choices: Any, message: Message | None = None, select: str = "", answers: int = 1) -> Reply:
        """Choose in the select of a message: by labels or values, or people, roles and channels."""
        with self.world.changed:
            shown = message or next(one for one in reversed(self.sees()) if one.selects)
            named = [one for one in shown.selects if select in ("", one["custom_id"], one.get("placeholder"))]
            assert named, f"no select {select!r} in {shown.selects}"
            values = choose(named[0], choices)
            resolved = resolve(self.world, self.channel.guild, [int(one) for one in values if one.isdigit()])
            chosen: Json = {"values": values, "resolved": resolved}
            extra = chosen if named[0]["type"] != Type.STRING_SELECT else {"values": values}
            interaction = self._component(shown, named[0]["custom_id"], named[0], **extra)
        return self._answered(interaction, answers)

    def submits(self, reply: Reply, answers: int = 1, /, **values: Any) -> Reply:
        """Fill in the modal that came, by custom_ids; what is not given keeps its value."""
        with self.world.changed:
            rows = [_fill(one, values) for one in reply.modal["components"]]
            known = {one["custom_id"] for one in walk(reply.modal["components"]) if "custom_id" in one}
            assert values.keys() <= known, f"the modal has {sorted(known)}"
            data = {"custom_id": reply.modal["custom_id"], "components": rows}
            interaction = self._interact(Kind.MODAL, data, reply.interaction.message)
        return self._answered(interaction, answers)

    def says(self, text: str) -> Message:
        """Write a message."""
        with self.world.changed:
            needed = May.SEND_MESSAGES_IN_THREADS if self.channel.is_thread else May.SEND_MESSAGES
            assert needed in in_channel(self.channel, self.user.id), f"{self.user.name} may not write here"
            unarchive(self.world, self.channel)
            now = self.world.now()
            message = Message(self.world.snowflake(), self.channel, self.user, now, [Content(text)])
            publish(self.world, message)
        return message

    def edits(self, message: Message, text: str) -> None:
        """Change an own message."""
        assert message.author == self.user
        with self.world.changed:
            change(self.world, message, Content(text))

    def deletes(self, message: Message) -> None:
        """Delete a message, one's own or as a moderator."""
        own = message.author == self.user
        assert own or May.MANAGE_MESSAGES in in_channel(self.channel, self.user.id), f"{self.user.name} may not"
        with self.world.changed:
            remove(self.world, message)

    def sees(self) -> list[Message]:
        """What the bot has written here and this person can read now, oldest first."""
        may_read = May.VIEW_CHANNEL in in_channel(self.channel, self.user.id)
        written = [one for _, one in sorted(self.channel.messages.items()) if one.author == self.world.bot]
        return [one for one in written if may_read and one.only_for in (None, self.user) and not one.loading]

    def menu(self) -> list[str]:
        """The names of the commands that this person is offered here, in their language."""
        offered = menu(self.world, self.user, self.channel)
        return [localized(one, self.user.locale) for one in offered]

    def _component(self, message: Message, custom_id: str, component: Json, **more: Any) -> Interaction:
        assert message.only_for in (None, self.user), f"{self.user.name} does not see {message}"
        data: Json = {"custom_id": custom_id, "component_type": int(component["type"]), "id": component.get("id", 1)}
        return self._interact(Kind.COMPONENT, data | more, message)

    def _interact(self, kind: Kind, data: Json, message: Message | None = None) -> Interaction:
        return interact(self.world, kind, self.user, self.channel, data, message)

    def _answered(self, interaction: Interaction, answers: int) -> Reply:
        def came() -> bool:
            if interaction.standing is Standing.OPEN:
                return False
            return interaction.modal is not None or len(interaction.shown) >= answers

        what = f"{answers} answers to {interaction.document['data']} of {self.user.name}"
        self.world.wait_for(came, what)
        return Reply(interaction, list(interaction.shown))

    def _message_with(self, label_or_id: str) -> Message:
        for message in reversed(self.sees()):
            if any(label_or_id in names_of(one) for one in message.buttons):
                return message
        raise AssertionError(f"no button {label_or_id!r} in {self.sees()}")


def localized(named: Json, locale: str) -> str:
    """A name in somebody's language, or as it is where there is none."""
    return str((named.get("name_localizations") or {}).get(locale, named["name"]))


def names_of(button: Json) -> tuple[str, ...]:
    """By what a button is known: its label, its custom_id, and its emoji."""
    return (button.get("label", ""), button.get("custom_id", ""), (button.get("emoji") or {}).get("name", ""))


def _find_button(message: Message, label_or_id: str) -> Json:
    found = next((one for one in message.buttons if label_or_id in names_of(one)), None)
    assert found is not None, f"no button {label_or_id!r}, only {message.labels}"
    return found


def choose(select: Json, choices: tuple[Any, ...]) -> list[str]:
    """The values of what is chosen; what no client lets one choose fails."""
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    least = 1 if least is None else least
    assert least <= len(choices) <= (most or 1), f"{len(choices)} choices, not {least} to {most}"
    if select["type"] != Type.STRING_SELECT:
        return [str(one.id) for one in choices]
    offered = {name: one["value"] for one in select["options"] for name in (one["value"], one["label"])}
    assert set(choices) <= offered.keys(), f"{choices} of {sorted(offered)}"
    return [offered[one] for one in choices]


def _fill(component: Json, values: dict[str, Any]) -> Json:
    """A part of a modal, as it is sent back."""
    filled = {key: value for key, value in component.items() if key in ("type", "id")}
    if "components" in component:
        return filled | {"components": [_fill(one, values) for one in component["components"]]}
    if "component" in component:
        return filled | {"component": _fill(component["component"], values)}
    if "custom_id" not in component:
        return filled
    filled["custom_id"] = component["custom_id"]
    given = values.get(component["custom_id"])
    if component["type"] in SELECTS:
        chosen = given if isinstance(given, tuple) else () if given is None else (given,)
        return filled | {"values": choose(component, chosen)}
    if component["type"] != Type.TEXT_INPUT:
        return filled | ({"values": list(given or ())} if component["type"] != 23 else {"value": bool(given)})
    text = component.get("value") or "" if given is None else given
    needed = 1 if component.get("required", True) else 0
    least = max(component.get("min_length") or 0, needed) if text or needed else 0
    most = component.get("max_length") or 4000
    assert least <= len(text) <= most, f"{component['custom_id']} takes {least} to {most} characters"
    return filled | {"value": text}
