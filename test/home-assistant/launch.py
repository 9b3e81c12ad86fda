"""Start Home Assistant, and end it when whoever started it is gone.

The starter holds the other end of standard input and never writes. However it dies, the pipe closes, and
Home Assistant is not left behind.
"""

import os
import signal
import sys
import threading
import time

from homeassistant.__main__ import main


def end_with_starter() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(15)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


threading.Thread(target=end_with_starter, daemon=True).start()
sys.exit(main())
