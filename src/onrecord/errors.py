"""Every exception that On Record raises on purpose.

    OnRecordError
    ├── InputError      an input cannot be opened or is not what it says it is
    ├── UsageError      an argument is impossible, such as a date that does not exist
    └── ModelError      the weights are missing, damaged, or of another version

A page that opens but holds nothing to read is no error: it is a `Rejection`, with its reason.
"""


class OnRecordError(Exception):
    """Base of all errors of this package. The message names the input and the next step."""


class InputError(OnRecordError):
    """An input cannot be opened: no such file, no permission, a folder where a file is needed."""


class UsageError(OnRecordError):
    """An argument has a value that cannot be, such as `published="2024-02-31"`."""


class ModelError(OnRecordError):
    """The model's files are missing, damaged, or made by another version of the program."""
