"""A branch that a list may still name, or name already, though it does not exist in the list's month."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AbsentBranch:
    """A branch that has ended, or begins later.

    Parameters
    ----------
    code, name : str
        As a list may write them.
    ended : str
        Last month, as it is to be read; empty where the branch begins later.
    begins : str
        First month, for a branch that begins later.
    successor : str
        The branch that carries on, as it is to be read; empty where there is none.
    """

    code: str
    name: str
    ended: str = ""
    begins: str = ""
    successor: str = ""

    def reason(self, value: str) -> tuple[str, Mapping[str, object]]:
        """Return code and values of the sentence about a cell that names this branch.

        Examples
        --------
        >>> AbsentBranch("Z10", "Süd", ended="03/2027", successor="Z09 Nord").reason("Süd")[0]
        'branch_ended'
        """
        if self.begins:
            return "branch_begins", {"value": value, "month": self.begins}
        if not self.successor:
            return "branch_closed", {"value": value, "month": self.ended}
        return "branch_ended", {"value": value, "month": self.ended, "successor": self.successor}
