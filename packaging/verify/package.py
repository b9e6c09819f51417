"""Checks of the package itself: what is in it, what it asks for, what its parts need."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from verify.machine import Machine
from verify.parse import command_of, declared_glibc, dotted, needed_versions, newest_glibc, read_entry, shortened
from verify.report import expect
from verify.systems import PACKAGE, run
from verify.trial import APPLICATION, Trial

OLDEST_GLIBC = (2, 35)
"""The C library of Ubuntu 22.04."""

EXPECTED = (
    f"usr/lib/{PACKAGE}/playground",
    "usr/bin/playground",
    f"usr/share/applications/{PACKAGE}.desktop",
    f"usr/share/mime/packages/{PACKAGE}.xml",
    f"usr/share/metainfo/{PACKAGE}.metainfo.xml",
    "usr/share/man/man1/playground.1.gz",
    f"usr/share/doc/{PACKAGE}/copyright",
)

ACCEPTED = {
    "embedded-library": "the app brings the libraries that it was built and tested with",
    "unstripped-binary-or-object": "stripping breaks some of the libraries that numpy and scipy bring",
    "custom-library-search-path": "libraries of the wheels find each other relative to where they lie",
    "binary-from-other-architecture": "none is run; wheels carry them as data",
    "statically-linked-binary": "wheels are built that way",
    "library-not-linked-against-libc": "modules of the wheels that call nothing of it, or get it through Python",
    "license-problem-non-free-RFC": "not a Debian archive package",
}
"""Errors of lintian that are meant: why."""


def look_at_package(trial: Trial) -> None:
    """What can be seen from outside, without installing it."""
    report, deb = trial.report, str(trial.deb)
    with report.check("the package is whole, its files belong to root, what it must have is there") as figures:
        rows = [line.split(None, 5) for line in run("dpkg-deb", "--contents", deb).stdout.splitlines()]
        names = {row[5].split(" -> ")[0].removeprefix("./").rstrip("/") for row in rows}
        missing = [name for name in EXPECTED if name not in names]
        expect(not missing, f"missing: {', '.join(missing)}")
        icons = [name for name in names if re.fullmatch(rf"usr/share/icons/hicolor/[^/]+/apps/{PACKAGE}\.(png|svg)", name)]
        expect(icons, "there is no icon in usr/share/icons/hicolor")
        strangers = [row[5] for row in rows if row[1] != "root/root"]
        expect(not strangers, f"not owned by root: {shortened(strangers)}")
        loose = [row[5] for row in rows if row[0][0] != "l" and (row[0][5] == "w" or row[0][8] == "w" or "s" in row[0][1:])]
        expect(not loose, f"others may write it, or it is set-uid: {shortened(loose)}")
        installed = int(trial.control("Installed-Size")) * 1024 / 1e6  # it is told in KiB
        figures += [f"{len(rows)} files, {len(icons)} icons", f".deb {trial.deb.stat().st_size / 1e6:.0f} MB"]
        figures += [f"installed {installed:.0f} MB by its own account"]


def look_at_libraries(trial: Trial, machine: Machine) -> None:
    """What programs and libraries of the installed app need of the system."""
    programs = elf_files(machine.view / APPLICATION[1:])
    with trial.report.check("every library that is needed is found") as figures:
        paths = [f"/{file.relative_to(machine.view)}" for file in programs]
        script = 'while IFS= read -r file; do echo "== $file"; ldd "$file" 2>&1; done'
        around = f"{APPLICATION}/_internal"  # the launcher puts it before the system's
        listed = machine.run("sh", "-c", script, stdin="\n".join(paths) + "\n", limit=600, LD_LIBRARY_PATH=around).stdout
        missing, file = [], ""
        for line in listed.splitlines():
            file = line[3:] if line.startswith("== ") else file
            if "not found" in line:
                missing.append(f"{file.removeprefix(around)}: {line.strip()}")
        expect(not missing, f"{len(missing)}: {shortened(missing)}")
        figures.append(f"{len(paths)} programs and libraries")
    with trial.report.check(
        f"the C library of Ubuntu 22.04 ({dotted(OLDEST_GLIBC)}) is new enough, and Depends says which is"
    ) as figures:
        needed = {file: newest_glibc(needed_versions(file.read_bytes())) for file in programs}
        newest = max(needed.values(), default=())
        asked = declared_glibc(trial.control("Depends") + ", " + trial.control("Pre-Depends"))
        figures.append(f"needs {dotted(newest)}, Depends says {dotted(asked) or 'nothing'}")
        culprits = [f"{file.name} {dotted(version)}" for file, version in needed.items() if version > OLDEST_GLIBC]
        expect(not culprits, f"too new: {shortened(culprits)}")
        expect(asked >= newest, f"Depends asks for libc6 {dotted(asked) or '(nothing)'}, but {dotted(newest)} is needed")


def look_at_integration(trial: Trial, machine: Machine) -> None:
    """Menu entry, metadata, file type and man page, with the tools of a desktop."""
    report = trial.report
    entry = f"/usr/share/applications/{PACKAGE}.desktop"
    with report.check("desktop-file-validate finds nothing wrong with the menu entry") as figures:
        said = machine.run("desktop-file-validate", entry, check=False).stdout.strip().splitlines()
        wrong = [line for line in said if ": hint: " not in line]
        expect(not wrong, " | ".join(wrong))
        figures += [line.partition(": ")[2] for line in said]
        fields = read_entry((machine.view / entry[1:]).read_text())
        expect("application/x-nnplay+json" in fields.get("MimeType", "").split(";"), "the menu entry does not name the file type")
        program = command_of(fields.get("Exec", ""))[:1]
        expect(
            program and machine.run("sh", "-c", f"command -v {program[0]}", user=True, check=False).stdout,
            "Exec names no program",
        )
    with report.check("appstreamcli validates the metadata") as figures:
        done = machine.run("appstreamcli", "validate", "--no-net", f"/usr/share/metainfo/{PACKAGE}.metainfo.xml", check=False)
        said = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        errors = [line for line in said if line.startswith("E:")]
        expect(done.returncode in (0, 3) and not errors, " | ".join(errors or said))  # 3: it has something to say
        figures.append(" | ".join(line for line in said if line.startswith("W:")) or "no warning")
    with report.check("the man page is found and renders without a warning") as figures:
        words = ("man", "--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "playground")
        done = machine.run(*words, user=True, MANWIDTH="80")
        expect(not done.stderr.strip(), done.stderr)
        text = machine.run("man", "playground", user=True, MANWIDTH="80").stdout
        expect("PLAYGROUND(1)" in text and "NAME" in text, f"it does not read as a man page: {text[:80]!r}")
        figures.append(f"{len(text.splitlines())} lines")
    with report.check("the icon is in the theme"):
        found = machine.run("find", "/usr/share/icons/hicolor", "-name", f"{PACKAGE}.*").stdout.split()
        icon = read_entry((machine.view / entry[1:]).read_text()).get("Icon")
        expect(icon == PACKAGE and found, f"Icon={icon}, files: {found}")


def look_with_lintian(trial: Trial) -> None:
    """Debian's own critic of packages, if this machine has it; it takes minutes."""
    report = trial.report
    if not shutil.which("lintian"):
        report.say("lintian is not on this machine: left out")
        return
    with report.check("lintian finds no error") as figures:
        done = run("lintian", "--no-cfg", "--allow-root", "--tag-display-limit", "0", str(trial.deb), check=False)
        tags = re.findall(r"^([EW]): \S+?: (\S+)(.*)", done.stdout, re.MULTILINE)
        meant = [tag for kind, tag, _rest in tags if kind == "E" and tag in ACCEPTED]
        errors = sorted({f"{tag}{rest}" for kind, tag, rest in tags if kind == "E" and tag not in ACCEPTED})
        warnings = sorted({tag for kind, tag, _rest in tags if kind == "W"})
        expect(done.returncode in (0, 2) or tags, f"lintian failed: {done.stderr.strip()}")
        expect(not errors, f"{len(errors)} errors: {shortened(errors)}")
        figures.append(
            f"{len(meant)} meant ({', '.join(sorted(set(meant))) or 'none'}), warnings: {', '.join(warnings) or 'none'}"
        )


def elf_files(folder: Path) -> list[Path]:
    """The programs and libraries in a folder."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as opened:
                if opened.read(4) == b"\x7fELF":
                    found.append(file)
    return found
