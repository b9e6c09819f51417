"""A monkey: random clicks, keys, drags, menus and files, until something gives.

::

    QT_QPA_PLATFORM=offscreen python -m tests.monkey --actions 50000 --seed 1

It sits before the real window with a real engine behind it, in a scratch home, and plays through Qt's own way of events, so that popups,
modal dialogs and drags are met as a hand meets them. Anything that no one caught is a finding: an exception, a warning of Qt, an engine that
died, a document that undo and redo do not bring back, and an event loop that stood still. A finding is printed with the seed, its number and
the actions before it; every action draws from its own number alone, so the same seed plays the same game as far as the engine's pace allows. Not for Windows.
"""
