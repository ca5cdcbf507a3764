"""The command, as it is started: whatever takes time is imported where an interruption is already caught."""

import sys


def main() -> int:
    """Runs the command; returns the exit status. An interruption (Ctrl-C) ends it without a word, however early it comes."""
    try:
        from deadringer.cli import main as run

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
