"""Dead Ringer: is that caller who they say they are? See README.md."""

__version__ = "0.1.0"
