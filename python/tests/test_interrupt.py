"""Long work: Ctrl-C is answered within a second, and other threads of Python go on meanwhile."""

import signal
import subprocess
import sys
import threading
import time

import pytest

from maskproof import Claim, Law, catalogue

WORK = {
    "hunt": "catalogue['li-cai-conj'].hunt(length=4, vocabulary_size=3, effort=100000)",
    "sweep": "catalogue['li-cai-thm1'].sweep(length=4, vocabulary_size=2, denominator=24)",
    "best_orders": "Law.named('iid(L=10,V=2)').best_orders()",
}

# A program in the background of a shell ignores Ctrl-C, and so do those that it starts.
PROGRAM = """
import signal
from maskproof import Claim, Law, catalogue
signal.signal(signal.SIGINT, signal.default_int_handler)
catalogue['li-cai-conj']
print("start", flush=True)
try:
    {work}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("name", WORK)
def test_ctrl_c_is_answered_within_a_second(name):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(work=WORK[name])], stdout=subprocess.PIPE, text=True
    )
    # Where Ctrl-C is not answered, the test fails and does not wait for the work.
    watch = threading.Timer(60, process.kill)
    watch.start()
    assert process.stdout.readline() == "start\n"
    time.sleep(0.5)
    assert process.poll() is None, "the work is too short to be interrupted"
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    assert process.stdout.readline() == "interrupted\n"
    assert time.monotonic() - sent < 1
    watch.cancel()
    process.kill()
    process.wait()


def test_other_threads_go_on():
    counted, done = [0], threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    catalogue["li-cai-conj"].hunt(length=4, vocabulary_size=3, effort=1000, seconds=1)
    after = counted[0]
    done.set()
    thread.join()
    assert after - before > 100


def test_several_threads_may_work_at_once():
    law, results = Law.named("parity(L=4,V=2)"), []
    claim = Claim("for all law: TC <= (L - 1) * DTC")
    threads = [threading.Thread(target=lambda: results.append(claim.check(law).holds)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 16
