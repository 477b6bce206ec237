"""Everything we raise on purpose. Each message names the file, line or word and the next step.

PolicyError                  data is wrong: exit code 1
├── UnreadableDocument       a source file cannot be read as text
├── BadRegister              corpus/documents.toml is wrong
├── UnknownDocument          a name that no registered document has
├── UnknownClause            a clause reference that leads nowhere
├── ModelUnavailable         the embedding model cannot be loaded
├── IndexMissing             no index where one is expected
├── StaleIndex               the index was built from other documents, model or format
├── DamagedIndex             the files of the index contradict each other
├── BadQuestionSet           a test set is malformed
├── FileNotWritten           a file that was asked for cannot be written
└── UsageError               the person called us wrongly: exit code 2
    └── UnknownRegion        a place of which no document is
"""

from collections.abc import Sequence


class PolicyError(Exception):
    """Base of all expected failures; the command line and the page show it as it reads."""

    exit_code = 1

    def __str__(self) -> str:
        """The sentence, also where it names a path that is no UTF-8: nobody's screen can show half a character."""
        return super().__str__().encode("utf-8", "backslashreplace").decode()


class UnreadableDocument(PolicyError):
    """A source file cannot be read as text."""


class BadRegister(PolicyError):
    """`documents.toml` is malformed or contradicts the files it names."""


class UnknownDocument(PolicyError):
    """No registered document answers to this name."""


class UnknownClause(PolicyError):
    """No clause answers to this reference."""


class ModelUnavailable(PolicyError):
    """The embedding model cannot be made or loaded."""


class IndexMissing(PolicyError):
    """There is no index in the folder."""


class StaleIndex(PolicyError):
    """The index does not belong to these documents, this model or this version."""


class DamagedIndex(PolicyError):
    """The files of an index contradict each other or their checksums."""


class BadQuestionSet(PolicyError):
    """A question set is malformed; the message names file and line."""


class FileNotWritten(PolicyError):
    """A file to hand on could not be written; what stood there is unchanged."""


class UsageError(PolicyError):
    """The call itself is wrong (empty question, unknown option value)."""

    exit_code = 2


class UnknownRegion(UsageError):
    """No document is of this place; `known` are the places of which there are some."""

    def __init__(self, words: str, known: Sequence[str] = ()) -> None:
        super().__init__(words)
        self.known = tuple(known)
