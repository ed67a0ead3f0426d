"""What a query worker gives up before it meets its first query: network, new programs, core dumps, endless memory.

Whatever a query manages to make the engine do (``SERVICE`` in any spelling included), the kernel refuses it. The filter
is a denylist of system calls, installed with the standard library alone and without privileges (seccomp(2)).
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW = 0x7FFF0000
_RET_ERRNO = 0x00050000
_RET_KILL_PROCESS = 0x80000000
_LD_ABS, _JEQ, _JGE, _RET = 0x20, 0x15, 0x35, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K

#: Audit architecture and numbers of the refused calls, by machine (Linux' syscall tables).
_CALLS: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {"socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50,
         "fork": 57, "vfork": 58, "execve": 59, "kill": 62, "ptrace": 101, "tkill": 200, "accept4": 288,
         "sendmmsg": 307, "process_vm_readv": 310, "process_vm_writev": 311, "execveat": 322,
         "pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_getfd": 438},
    ),
    "aarch64": (
        0xC00000B7,
        {"ptrace": 117, "kill": 129, "tkill": 130, "socket": 198, "bind": 200, "listen": 201, "accept": 202,
         "connect": 203, "sendto": 206, "sendmsg": 211, "execve": 221, "accept4": 242, "sendmmsg": 269,
         "process_vm_readv": 270, "process_vm_writev": 271, "execveat": 281, "pidfd_send_signal": 424,
         "io_uring_setup": 425, "pidfd_getfd": 438},
    ),
}  # fmt: skip
_X32_CALLS = 0x40000000  # x86_64 kernels take calls of the x32 table too, numbered from here


def limit_resources(memory: int) -> None:
    """Cap the data segment at ``memory`` bytes (0: no cap) and forbid core dumps."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def give_back() -> None:
    """Give memory that is free inside of this process back to the system, where the C library can."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def cut_off() -> bool:
    """Refuse this process all network and all new programs, for good; False where the system cannot."""
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None or struct.calcsize("P") != 8:
        return False
    architecture, calls = known
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    program = _program(architecture, sorted(calls.values()))
    code = ctypes.create_string_buffer(program, len(program))

    class Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    described = Filter(len(program) // 8, ctypes.addressof(code))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(described), 0, 0) == 0)


def _program(architecture: int, refused: list[int]) -> bytes:
    """The filter in classic BPF: another architecture kills, a refused call fails with EACCES, the rest passes."""

    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    count = len(refused)
    steps = [
        step(_LD_ABS, 0, 0, 4),  # seccomp_data.arch
        step(_JEQ, 1, 0, architecture),
        step(_RET, 0, 0, _RET_KILL_PROCESS),
        step(_LD_ABS, 0, 0, 0),  # seccomp_data.nr
        step(_JGE, count + 1, 0, _X32_CALLS),
    ]
    steps += [step(_JEQ, count - index, 0, number) for index, number in enumerate(refused)]
    steps += [step(_RET, 0, 0, _RET_ALLOW), step(_RET, 0, 0, _RET_ERRNO | errno.EACCES)]
    return b"".join(steps)


def die_with(descriptor: int) -> None:
    """End this process as soon as the other end of the socket ``descriptor`` is closed; run it in a thread."""
    import select

    poll = select.poll()
    poll.register(descriptor, select.POLLHUP | select.POLLRDHUP)
    while not any(event & (select.POLLHUP | select.POLLRDHUP | select.POLLERR) for _, event in poll.poll()):
        pass
    os._exit(0)
