"""Reads the lessons in ``resources/lessons``. Standard library only.

To add a lesson, which needs no Python, write a folder ``resources/lessons/NN-name``, NN its place in the course, with:

1. ``project.nnplay``: where it begins;
2. ``en.md`` and ``ko.md``: a heading, text, one numbered list of steps, text;
3. ``lesson.json``: ``controls``, the objectName that each step points at; ``goal``, its ``text`` in both languages, what is measured
   (``measure``: a figure of ``summary.json`` such as ``val_rmse``, or ``grad_rms`` of a ``layer``) and its bound (``above`` or ``below``);
   ``pictures``, the objectNames of plots that come first, the most telling one large, if the lesson is about them;
   ``solution``, what of the project a student changes to reach it: the tests train the project with and without it.
"""

from playground.lessons.lesson import (
    LESSON,
    Goal,
    Lesson,
    LessonError,
    LessonStep,
    find_lessons,
    lesson_called,
    read_lesson,
    solved,
)

__all__ = ["LESSON", "Goal", "Lesson", "LessonError", "LessonStep", "find_lessons", "lesson_called", "read_lesson", "solved"]
