"""Reads the lessons in ``resources/lessons``: a new one is a folder there and needs no Python. Standard library only.

A folder ``NN-name`` holds ``project.nnplay`` (where it begins), ``en.md`` and translations beside it (a heading, text, one numbered list
of steps, text), and ``lesson.json`` (``controls``: the objectName that each step points at; ``goal``: what is measured, and its text;
``solution``: what of the project a student changes to reach it).
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
