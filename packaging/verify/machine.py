"""A system in a folder, running in namespaces of its own: processes, mounts and, unless it is asked for, no network.

PID 1 holds it. When that ends, or whoever started it, the kernel ends every process in it and takes its mounts away: nothing is mounted
on the host, so nothing is left there, however the script ends.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from verify.report import Fault

USER = "learner"
USER_ID = 1000
HOME = f"/home/{USER}"
SOCKETS = "/tmp/.X11-unix"  # where X clients look

_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games"


@dataclass
class Machine:
    """A running system; use it with ``with``.

    Attributes:
        root: The folder of the system.
        network: It sees the host's network; else it has no interface but a loopback that is down.
        read_only: Nothing can be written but the user's home, ``/tmp``, ``/run`` and ``/dev/shm``.
        shared: Folders of the host, by where they are seen in the machine (which must exist there).
        memory: The system lies in memory, with that much room (such as ``600m``), unpacked from ``archive``; ``root`` is then empty.
        archive: Tar file of the system, for ``memory``.
    """

    root: Path
    network: bool = False
    read_only: bool = False
    shared: dict[str, Path] = field(default_factory=dict)
    memory: str = ""
    archive: Path | None = None

    def __enter__(self) -> Self:
        flags = ["--mount", "--pid", "--uts", *([] if self.network else ["--net"])]
        command = ["setpriv", "--pdeathsig", "KILL", "unshare", *flags, "--fork", "--kill-child", "bash", "-c", self._script()]
        self._holder = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._holder.stdout
        if self._holder.stdout.readline().strip() != "ready":
            self._holder.wait()
            assert self._holder.stderr
            raise Fault(f"the system in {self.root} cannot be run: {self._holder.stderr.read().strip()}")
        children = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children")
        self.first = int(children.read_text().split()[0])
        self._namespace = (Path(f"/proc/{self.first}/ns/pid")).readlink()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.first, signal.SIGKILL)
        self._holder.wait()
        for pipe in (self._holder.stdout, self._holder.stderr):
            assert pipe
            pipe.close()

    def _script(self) -> str:
        root = shlex.quote(str(self.root))
        steps = ["set -e", "mount --make-rprivate /"]
        if self.memory:
            steps += [f"mount -t tmpfs -o mode=755,size={self.memory} system {root}"]
            steps += [f"tar -C {root} -xpf {shlex.quote(str(self.archive))}", f"chmod 755 {root}"]
        else:
            steps += [f"mount --bind {root} {root}"]
        steps += [f"cd {root}", "mount -t proc proc proc", "mount -t sysfs -o ro sysfs sys"]
        steps += ["mount -t tmpfs -o mode=755 devices dev", "mkdir dev/pts dev/shm", "mount -t tmpfs -o mode=1777 shm dev/shm"]
        steps += [f"touch dev/{name} && mount --bind /dev/{name} dev/{name}" for name in _DEVICES]
        steps += ["mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts", "ln -s pts/ptmx dev/ptmx"]
        steps += ["ln -s /proc/self/fd dev/fd", "ln -s /proc/self/fd/0 dev/stdin"]
        steps += ["ln -s /proc/self/fd/1 dev/stdout", "ln -s /proc/self/fd/2 dev/stderr"]
        steps += [
            "mount -t tmpfs -o mode=755 run run",
            f"mkdir -p run/lock run/user/{USER_ID}",
            f"chown {USER_ID} run/user/{USER_ID}",
        ]
        steps += ["mount -t tmpfs -o mode=1777 tmp tmp", f"mkdir -m 1777 {SOCKETS[1:]}"]
        for place, folder in self.shared.items():
            steps.append(f"mount --bind {shlex.quote(str(folder))} {shlex.quote(place[1:])}")
        if self.read_only:
            steps += [f"mount --bind home/{USER} home/{USER}", f"mount -o remount,bind,ro {root}"]
        # Ready is said from within: before the chroot, whoever enters by this process would be on the host.
        # bash, told to wait, takes care of orphans as an init does.
        steps += ["hostname clean", "exec chroot . /bin/bash -c 'cd /; echo ready; while :; do sleep 1000 & wait; done'"]
        return "\n".join(steps)

    @property
    def view(self) -> Path:
        """The root of the system as the host sees it, with what is mounted there."""
        return Path(f"/proc/{self.first}/root")

    def words(self, *command: str, user: bool = False, folder: str = "", **variables: str) -> list[str]:
        """The command of the host that runs a command here.

        Args:
            *command: Its words.
            user: As the ordinary user, in their home; else as root.
            folder: Where it begins.
            **variables: Added to an environment that is otherwise bare.
        """
        known = {"PATH": _PATH, "LANG": "C.UTF-8", "HOME": HOME if user else "/root", "TERM": "dumb"}
        if user:
            known |= {"USER": USER, "LOGNAME": USER, "SHELL": "/bin/bash", "XDG_RUNTIME_DIR": f"/run/user/{USER_ID}"}
        else:
            known |= {"DEBIAN_FRONTEND": "noninteractive"}
        known |= variables
        enter = ["nsenter", "-t", str(self.first), "-m", "-p", "-n", "-u", "-r", "-w"]
        become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"] if user else []
        begin = ["env", "-C", folder or (HOME if user else "/")]
        return [*enter, "env", "-i", *(f"{name}={value}" for name, value in known.items()), *become, *begin, *command]

    def run(
        self,
        *command: str,
        user: bool = False,
        folder: str = "",
        check: bool = True,
        limit: float = 300,
        stdin: str = "",
        **variables: str,
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end.

        Args:
            *command: Its words.
            user: As the ordinary user.
            folder: Where it begins.
            check: An exit status that is not 0 is a fault.
            limit: Seconds it may take.
            stdin: What it reads.
            **variables: Added to its environment.

        Raises:
            Fault: It failed, or took too long.
        """
        words = self.words(*command, user=user, folder=folder, **variables)
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
        ) as process:
            try:
                out, errors = process.communicate(stdin, timeout=limit)
            except BaseException as error:
                self.end_all(signal.SIGKILL, keep=())
                process.kill()
                if isinstance(error, subprocess.TimeoutExpired):
                    raise Fault(f"{shlex.join(command)} has not ended after {limit:.0f} s") from None
                raise
        if check and process.returncode:
            last = [line for line in (out + errors).splitlines() if line.strip()][-4:]
            raise Fault(f"{shlex.join(command)}: exit status {process.returncode}: {' | '.join(last)}")
        return subprocess.CompletedProcess(words, process.returncode, out, errors)

    def start(self, *command: str, folder: str = "", log: Path | None = None, **variables: str) -> subprocess.Popen[bytes]:
        """Starts a command as the ordinary user, and goes on; what it prints goes to ``log``."""
        words = self.words(*command, user=True, folder=folder, **variables)
        with (log or Path(os.devnull)).open("ab") as file:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True)

    def processes(self, program: str = "") -> list[int]:
        """The processes of the machine, as the host counts them, whose program has ``program`` in its path; not PID 1 and its sleep."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == self.first:
                continue
            with contextlib.suppress(OSError):
                if (entry / "ns/pid").readlink() == self._namespace and program in os.fsdecode((entry / "exe").readlink()):
                    found.append(int(entry.name))
        return [pid for pid in found if _name(pid) != "sleep"]

    def zombies(self) -> list[str]:
        """Names of the processes that have ended and that nobody has waited for."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and (entry / "ns/pid").readlink() == self._namespace and state_of(int(entry.name)) == "Z":
                    found.append(_name(int(entry.name)))
        return found

    def end_all(self, number: int = signal.SIGTERM, program: str = "", keep: tuple[int, ...] = ()) -> None:
        """Sends a signal to processes of the machine."""
        for pid in self.processes(program):
            if pid not in keep:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def state_of(pid: int) -> str:
    """What a process does, in one letter as the kernel has it; empty if it has ended."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def wait_until(condition: object, seconds: float, fault: str, pause: float = 0.05) -> float:
    """Waits until a function returns something true; how long it took.

    Raises:
        Fault: It did not within ``seconds``.
    """
    assert callable(condition)
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Fault(f"{fault} (waited {seconds:.0f} s)")
        time.sleep(pause)
    return time.monotonic() - began
