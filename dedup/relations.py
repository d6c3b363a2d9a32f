"""The relations: how two texts can stand to each other. Everything that names one takes it here.

docs/architecture.md and README say what each means; storage/migrations and
storage/views/types/*.sql repeat the names, because SQL can't import (tests compare them).
"""

from typing import Final

COPIES: Final = ("verbatim", "edited", "spun", "rewritten")  # one was made from the other
REUSE: Final = (*COPIES, "partial")  # at least a passage is shared
REPORTS: Final = ("same_story", "unrelated")  # nothing is: told independently, or of another event
FORM: Final = "same_form"  # nor is anything here: one form was filled with other facts
RELATIONS: Final = (*REUSE, *REPORTS, FORM)  # the closest first, but what is new comes last
