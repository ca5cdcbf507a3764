"""Facts as data, each with its source and the day it was checked; and the loader that refuses a wrong file."""

from deadringer.knowledge.load import Knowledge, load_knowledge

__all__ = ["Knowledge", "load_knowledge"]
