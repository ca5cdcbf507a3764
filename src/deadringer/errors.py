"""Errors, as a tree::

DeadRingerError            something went wrong; the message says what and what to do
└── InputError             the person gave something unusable; the message is meant for them (exit status 2)
    └── KnowledgeError     a data file is wrong; the message names file, line, what is wrong, what would be right
"""

from __future__ import annotations


class DeadRingerError(Exception):
    """Any error that Dead Ringer raises on purpose."""


class InputError(DeadRingerError):
    """What a person gave cannot be used. ``str(error)`` is written for that person."""


class KnowledgeError(InputError):
    """A knowledge file is wrong. ``str(error)`` is ``file:line: what is wrong; what would be right``."""
