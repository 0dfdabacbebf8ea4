"""The packaged vocabulary and its tagger, read once."""

import pytest

from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary, load


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load()


@pytest.fixture(scope="session")
def tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary)
