"""Every exception that On Record raises on purpose.

    OnRecordError
    ├── InputError      an input cannot be opened or is not what it says it is
    ├── OutputError     a file cannot be written: it exists, or the disk refuses
    ├── UsageError      an argument is impossible, such as a date that does not exist
    ├── ModelError      the weights are missing, damaged, or of another version
    └── CaseError       a case cannot be opened, read, or written
        └── CaseBusyError   another program is writing to it: trying again later helps

A page that opens but holds nothing to read is no error: it is a `Rejection`, with its reason.
"""


class OnRecordError(Exception):
    """Base of all errors of this package. The message names the input and the next step."""


class InputError(OnRecordError):
    """An input cannot be opened: no such file, no permission, a folder where a file is needed."""


class OutputError(OnRecordError):
    """A file cannot be written: something is there already, its folder is missing, the disk is full."""


class UsageError(OnRecordError):
    """An argument has a value that cannot be, such as `published="2024-02-31"`."""


class ModelError(OnRecordError):
    """The model's files are missing, damaged, or made by another version of the program."""


class CaseError(OnRecordError):
    """A case cannot be opened, read, or written: a damaged file, a full disk, a server gone, a newer version."""


class CaseBusyError(CaseError):
    """Another program is writing to the case and did not finish in time; the same call may work later."""
