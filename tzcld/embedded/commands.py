"""Signals and children of the commands that hold the services up for their time."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tzcld.embedded.processes import die_with_parent

STOPPING = {signal.SIGINT, signal.SIGTERM}
SENT_BY_A_PROCESS = 0  # SI_USER; the kernel itself sends what the terminal's keys mean


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Keep the stopping signals waiting: nothing is cut short by a Ctrl-C, or by a second one."""
    # Under nohup a closed terminal means nothing; a blocked signal would be kept all the same.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        STOPPING.add(signal.SIGHUP)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING | {signal.SIGCHLD})
    try:
        yield
    finally:
        # What came meanwhile has been answered by the clean-up itself.
        while signal.sigtimedwait(STOPPING, 0):
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def next_signal(seconds: float) -> signal.struct_siginfo | None:
    """Wait for a stopping signal or the end of a child; None when the time is over."""
    return signal.sigtimedwait(STOPPING | {signal.SIGCHLD}, seconds)


class Outcome(NamedTuple):
    code: int  # 128 + n when signal n ended the command
    told_to_stop: bool


def run_command(words: Sequence[str], environment: dict[str, str]) -> Outcome:
    """Run a command in the foreground.

    Signals sent to us are passed on; a Ctrl-C at the terminal reaches the command by itself.
    To be called with the signals held.
    """
    try:
        child = subprocess.Popen(words, env=os.environ | environment, preexec_fn=die_with_parent)
    except OSError as error:
        say(f"{words[0]} : {error.strerror}")
        return Outcome(127, told_to_stop=False)
    told_to_stop = False
    while child.poll() is None:
        caught = next_signal(1)
        if caught and caught.si_signo in STOPPING:
            told_to_stop = True
            if caught.si_code == SENT_BY_A_PROCESS:
                child.send_signal(caught.si_signo)
    code = child.returncode
    return Outcome(code if code >= 0 else 128 - code, told_to_stop)


def say(text: str = "") -> None:
    """Print a line, even when nobody reads any more (`make demo | head`): clean-up goes on."""
    with contextlib.suppress(OSError):
        print(text, flush=True)
