"""The vocabulary that comes with the package and its tagger, read once for all tests."""

from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import load

WORDS = load()
TAGGER = Tagger(WORDS)
