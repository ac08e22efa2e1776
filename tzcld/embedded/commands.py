"""Run a command for its time, with the services up."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence

from tzcld.embedded.processes import die_with_parent

STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
SENT_BY_A_PROCESS = 0  # SI_USER; the kernel itself sends what the terminal's keys mean


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Keep the stopping signals waiting, so that clean-up is never cut short by a second Ctrl-C."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING | {signal.SIGCHLD})
    try:
        yield
    finally:
        # What came while cleaning up has been answered by the clean-up itself.
        while signal.sigtimedwait(STOPPING, 0):
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_command(words: Sequence[str], environment: dict[str, str]) -> int:
    """Run a command in the foreground and return its exit code (128 + n when signal n ended it).

    Signals sent to us are passed on; a Ctrl-C at the terminal reaches the command by itself.
    To be called with the signals held.
    """
    try:
        child = subprocess.Popen(words, env=os.environ | environment, preexec_fn=_as_a_plain_child)
    except OSError as error:
        print(f"{words[0]} : {error.strerror}", flush=True)
        return 127
    while child.poll() is None:
        caught = signal.sigtimedwait(STOPPING | {signal.SIGCHLD}, 1)
        if caught and caught.si_signo in STOPPING and caught.si_code == SENT_BY_A_PROCESS:
            child.send_signal(caught.si_signo)
    code = child.returncode
    return code if code >= 0 else 128 - code


def _as_a_plain_child() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    die_with_parent()
