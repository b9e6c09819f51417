"""Reads the lessons in ``resources/lessons``. Standard library only."""
