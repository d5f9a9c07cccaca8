"""The exceptions of the project. Each message names the thing, the value and the remedy, in one line.

VademecumError
├── ConfigError      a key or value in config.yml, profiles/ or workflows/
├── ModelError       a model that is missing, damaged, out of reach or not the one the library was built with
│   └── TimedOut     a generation that took longer than it may
├── Stopped          a generation that the person stopped
├── LibraryError     the library on disk: missing, damaged, in use, no room
│   ├── LibraryBusy  another process is writing
│   ├── Damaged      a version that can't be read
│   └── NotHeld      a name or version was asked for that isn't in it
├── QuestionError    a question, filter or mode that can't be answered as it stands
├── DataError        an evaluation folder or file, a path that can't be read
│   └── Absent       a path that isn't there
└── Refused          a file that a reader doesn't take in; becomes a row in the report, never ends a run
"""


class VademecumError(Exception):
    """Base of all errors that a person can mend."""


class ConfigError(VademecumError):
    """A key or value in the configuration or in a workflow."""


class ModelError(VademecumError):
    """A model that is missing, damaged, out of reach, or not the one the library was built with."""


class TimedOut(ModelError):
    """A generation that wasn't done within `llm.seconds`."""


class Stopped(VademecumError):
    """A generation that the person stopped, while it waited or while it ran."""


class LibraryError(VademecumError):
    """The library on disk."""


class LibraryBusy(LibraryError):
    """Another process holds the writer's lock."""


class Damaged(LibraryError):
    """A version of the library that is not there, or can't be read."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


class NotHeld(LibraryError):
    """A document, file or version that was named and isn't in the library."""


class QuestionError(VademecumError):
    """A question, filter or mode that can't be answered as it stands."""


class DataError(VademecumError):
    """A data set that can't be evaluated as it stands."""


class Absent(DataError):
    """A path that was named and isn't there."""


class Refused(VademecumError):
    """A file that can't be read: `reason` says why, `remedy` what the person can do.

    `passing` where the file itself may be sound (no memory, a disk that fails): it is tried again at the next ingest.
    """

    def __init__(self, reason: str, remedy: str, passing: bool = False) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy
        self.passing = passing
