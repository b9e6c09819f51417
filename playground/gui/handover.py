"""From one window to the next: what the user sees of the work stays as it is, in other words."""

from __future__ import annotations

from dataclasses import replace

from playground.gui.main_window import MainWindow
from playground.gui.retelling import Retelling
from playground.gui.work import Work

_OFFER = "journal "
"""Key of the offers of unsaved work: the new window makes them itself."""


def retell(work: Work, retelling: Retelling) -> None:
    """Says again what the work keeps as it was said: the steps that can be undone, and what the folds are called."""
    stack = work.document.undo_stack
    for place in range(stack.count()):
        step = stack.command(place)
        step.setText(retelling.text(step.text()))
    for fold in work.runs.folds:
        fold.name = retelling.text(fold.name)
    work.journal.offer_again()


def hand_over(old: MainWindow, new: MainWindow, retelling: Retelling) -> None:
    """Shows in a window that has just been made what another one shows, which is about to go. Its layout comes with the settings."""
    if old.plots is not None:
        new.build_plots()
        assert new.plots is not None
        new.plots.go_on_from(old.plots)
        old.plots.close_windows()
    new.lesson_panel.go_on_from(old.lesson_panel)
    new.workplace.go_on_from(old.workplace)
    for notice in old.message_bar.notices:
        if not notice.key.startswith(_OFFER):
            actions = tuple((retelling.text(label), act) for label, act in notice.actions)
            new.message_bar.show_notice(replace(notice, text=retelling.text(notice.text), actions=actions))
