"""One request as the pages see it: who asks, of which case, and what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TypeVar, get_args

import msgspec

from onrecord.errors import UsageError
from onrecord.record import Frozen
from onrecord.store.case import Case
from onrecord.store.desk import Desk
from onrecord.store.people import People
from onrecord.web.settings import Settings

if TYPE_CHECKING:
    from onrecord.web.adding import Adder
    from onrecord.web.charting import Charter
    from onrecord.web.comparing import Comparer
    from onrecord.web.keeping import Keeper

Role = Literal["anyone", "reader", "reviewer", "editor"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
Asked = TypeVar("Asked", bound=Frozen)
Start = Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]  # the place in a list from which it goes on


class Person(Frozen, frozen=True):
    """Who is at the browser, and what they may do."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether they may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Visit(NamedTuple):
    """A request: `id` is the one in the path, where there is one, `query` what follows the question mark.

    `client` is where it comes from.
    """

    case: Case
    desk: Desk
    people: People
    comparer: Comparer
    adder: Adder
    keeper: Keeper
    charter: Charter
    settings: Settings
    person: Person
    query: Mapping[str, str]
    id: str = ""
    path: str = "/"
    client: str = ""

    def ask(self, wanted: type[Asked]) -> Asked:
        """What stands in the address, as the fields of `wanted`; empty fields and unknown ones are left out.

        Raises:
            UsageError: a field cannot have that value.
        """
        return read_fields(self.query, wanted)


def read_fields(given: Mapping[str, str], wanted: type[Asked]) -> Asked:
    """The fields of an address or a form as `wanted`.

    Raises:
        UsageError: which field cannot be what it is.
    """
    known = set(wanted.__struct_fields__)
    fields = {name: value for name, value in given.items() if name in known and value != ""}
    try:
        return msgspec.convert(fields, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"{error}.") from None


class NotFoundError(UsageError):
    """There is nothing at this address."""


class RefusedError(UsageError):
    """What a form sent is refused: `template` shows it again with `page`, all that was typed still in it."""

    def __init__(self, why: Exception, template: str, page: Frozen, status: int = 400) -> None:
        super().__init__(str(why))
        self.template, self.page, self.status = template, page, status
