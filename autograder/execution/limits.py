"""What a worker gives up before it runs a student's code: descriptors, environment, privileges, time and memory.

This is the level `process`: every system with fork has it. Nothing here can be taken back by the code that runs
afterwards: hard limits are set with the soft ones, and what was closed has no name by which to open it again.
"""

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from typing import Final

LEVEL: Final = "process"

# Bytes of one graded notebook with its outputs, on its way from the evaluator to the grader.
MAX_RESULT: Final = 2**28

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446  # the same numbers on every architecture
_LANDLOCK_SCOPE_SIGNAL = 1 << 1

# All that a worker's environment holds. Thread pools of BLAS would take a core from another worker, and memory.
ENVIRONMENT: Final = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    cell_seconds: for one cell or one call, from inside; a cell that resists is killed `grace_seconds` later from
    outside. notebook_seconds: for the whole notebook. memory_bytes: address space beyond what the warm process has.
    output_bytes: of one cell; notebook_output_bytes: of all of them.
    """

    cell_seconds: float = 10.0
    grace_seconds: float = 2.0
    notebook_seconds: float = 120.0
    memory_bytes: int = 2**30
    file_bytes: int = 2**26
    open_files: int = 64
    output_bytes: int = 2**20
    notebook_output_bytes: int = 2**24


# The C library where it has prctl, loaded once: a fork finds it loaded.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Let the kernel kill this process when the one that forked it ends, however that ends."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_memory(further_bytes: int) -> None:
    """Limit the address space to what is in use now and so much more."""
    _limit(resource.RLIMIT_AS, _address_space() + further_bytes)


def enclose(limits: Limits, directory: str, keep: int) -> None:
    """Give up everything but `directory`, the descriptor `keep`, and what `limits` allow."""
    if _libc is not None:
        _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # no other worker can trace this one or read its memory
        _keep_signals_inside(_libc)
    _keep_only(keep)
    os.chdir(directory)
    os.umask(0o077)
    os.environ["HOME"] = os.environ["TMPDIR"] = directory
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, int(limits.notebook_seconds) + 5)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    limit_memory(limits.memory_bytes)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)


def _keep_signals_inside(libc: ctypes.CDLL) -> None:
    """Let no signal of this process, or of a child of its, reach any other: the one that forks workers, above all.

    Landlock does so from its sixth version (Linux 6.12); an older kernel refuses the call, and nothing changes.
    """
    handled = (ctypes.c_uint64 * 3)(0, 0, _LANDLOCK_SCOPE_SIGNAL)  # of files, of the network, scopes
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, handled, ctypes.sizeof(handled), 0)
    if ruleset >= 0:
        libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)


def _limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    try:
        resource.setrlimit(kind, (amount, amount))
    except (ValueError, OSError):  # macOS refuses a limit on address space
        if sys.platform == "linux":
            raise


def _address_space() -> int:
    """Return the bytes of address space in use now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 (a path object costs more)
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 2**32


def _keep_only(keep: int) -> None:
    """Close every descriptor but `keep`; standard input is empty, standard output and error lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(3, keep)
    os.closerange(keep + 1, soft if soft != resource.RLIM_INFINITY else 2**16)
