"""Whatever is said or pressed gets an answer, and a failure of ours is a sentence with a code."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import commands
from bot.commands.turn import Command

COMMANDS = [command.name for command in commands.COMMANDS]
PIECES = [
    "diffusion",
    "확산",
    "扩散",
    '"',
    "'",
    "+",
    "-",
    "#",
    ":",
    "by:",
    "OR",
    "|",
    "time",
    "timezone",
    "\n",
    "\0",
    "（",
    "9",
]
said = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=8).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.sampled_from(COMMANDS), text=said)
def test_every_command_answers_any_words(talk, name, text):
    answer = talk.say(f"/{name} {text}")
    assert answer
    assert "Something failed here" not in answer


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(verb=st.sampled_from([action.verb for action in commands.ACTIONS]), text=said)
def test_every_button_answers_any_words(talk, verb, text):
    answer = talk.act(f"{verb}:{text}")
    assert answer
    assert "Something failed here" not in answer


@pytest.mark.parametrize("action", ["?", "card:", "card:999999", "lang:x:en:", "gone:1", "card:x:today:1"])
def test_an_old_button_answers_with_a_sentence(talk, action):
    assert "no longer works" in talk.act(action)


def test_a_failure_of_ours_is_a_sentence_with_a_code_that_stands_in_the_log(talk, caplog):
    def fail(turn):
        raise RuntimeError(turn.args)

    talk.answering = dataclasses.replace(talk.answering, commands=(Command("fail", fail),))
    answer = talk.say("/fail now")
    assert "Something failed here" in answer
    assert answer.rsplit(" ", 1)[-1] in caplog.text
