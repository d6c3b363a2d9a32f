"""A main process whose two workers hang; it is there to be killed or interrupted."""

import signal
import sys
from pathlib import Path

from tests.wirecopy.workers.tasks import hanging
from wirecopy.workers.pool import Workers
from wirecopy.workers.worker import Limits

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background ignores it
    with Workers(2) as workers:
        list(workers.each(hanging(Path(sys.argv[1])), range(6), Limits(600, 1 << 30)))
