import sys

from deadringer.cli import main

sys.exit(main())
