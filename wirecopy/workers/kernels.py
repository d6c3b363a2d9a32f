"""Load compiled kernels in the process that forks workers, so that all of these share them."""

import logging

from dedup import fast
from dedup.candidates import sign
from dedup.compare import batch


def warm() -> None:
    """Have kernels loaded, compiled where they are not kept yet; without them plain code runs."""
    try:
        if fast.turn_on():
            batch.warm()
            sign.warm()
    except Exception as error:  # noqa: BLE001 (whatever a compiler may stumble over)
        fast.turn_off()
        logging.getLogger("wirecopy").warning("plain code runs, compiled does not: %s", error)
