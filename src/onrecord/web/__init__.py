"""The pages in a browser: read, trace, correct, reply. They ask the case and decide nothing.

Nothing here is imported before `onrecord serve` is asked for.
"""

from onrecord.web.application import make_application
from onrecord.web.settings import Settings

__all__ = ["Settings", "make_application"]
