"""``python health.py URL PAUSE``: ask for ``/health`` until ended, and print how many seconds each answer took."""

import signal
import sys
import time
from urllib.request import ProxyHandler, build_opener


def main(url: str, pause: float) -> None:
    """Ask until SIGTERM."""
    ended = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    opener = build_opener(ProxyHandler({}))
    while not ended:
        began = time.perf_counter()
        with opener.open(f"{url}/health") as answer:
            assert answer.read()
        sys.stdout.write(f"{time.perf_counter() - began}\n")
        time.sleep(pause)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
