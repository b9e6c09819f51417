from __future__ import annotations

import getpass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from playground.log import logs_folder
from playground.problem_report import LINES, nameless, report


@pytest.mark.parametrize(
    ("home", "user", "text", "wanted"),
    [
        (PurePosixPath("/home/kim"), "kim", "read /home/kim/grades.csv", "read ~/grades.csv"),
        (PurePosixPath("/home/kim"), "kim", "'/home/kim' and /home/kimberly/x", "'~' and /home/kimberly/x"),
        (PurePosixPath("/home/kim"), "kim", "kim, KIM_grades, skim, kim2", "~, ~_grades, skim, kim2"),
        (PureWindowsPath("C:\\Users\\Kim"), "Kim", r"C:\Users\Kim\a c:/users/kim/b 'C:\\Users\\Kim\\c'", r"~\a ~/b '~\\c'"),
        (
            PurePosixPath("/home/김철수"),
            "김철수",
            "/home/김철수/집 file:///home/%EA%B9%80%EC%B2%A0%EC%88%98/x 김철수의",
            "~/집 file:~/x ~의",
        ),
        (PurePosixPath("/"), "", "/usr/lib/x", "/usr/lib/x"),
        (PurePosixPath("/home/a.b+c"), "a.b+c", "/home/a.b+c/x aXb+c", "~/x aXb+c"),
    ],
)
def test_no_one_can_see_whose_computer_it_is(home: PurePath, user: str, text: str, wanted: str) -> None:
    assert nameless(text, home, user) == wanted  # type: ignore[arg-type]  # only its parts are looked at


def crash(session: str, window: str = "", log: str = "") -> None:
    logs_folder().mkdir(parents=True, exist_ok=True)
    (logs_folder() / f"{session}-window.crash").write_text(window)
    (logs_folder() / f"{session}.log").write_text(log)


def test_a_report_has_the_facts_the_last_crash_and_both_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    crash("20260101-000000-1", "Fatal: the one before")
    crash("20260102-000000-2", "Fatal: the last one", "\n".join(f"before the crash {n}." for n in range(500)))
    crash("20260103-000000-3", "", f"now, in {Path.home()}/work by {getpass.getuser()}")
    monkeypatch.setenv("NEURAL_PLAYGROUND_SESSION", "20260103-000000-3")
    text = report({"screen": "1280 x 800"})
    assert "torch" in text
    assert "screen" in text
    assert "Fatal: the last one" in text
    assert "the one before" not in text
    assert "before the crash 499." in text
    assert f"before the crash {500 - LINES}." in text
    assert f"before the crash {499 - LINES}." not in text
    assert "now, in ~/work by ~" in text
    assert str(Path.home()) not in text


def test_a_report_needs_no_log_and_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEURAL_PLAYGROUND_SESSION", raising=False)
    assert report({}).startswith("Neural Playground\n  version")
