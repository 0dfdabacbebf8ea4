"""The packaged vocabulary and its tagger, read once."""

import pytest

from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from tests.words import TAGGER, WORDS


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return WORDS


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return TAGGER
