"""``python -m sampling``."""

import sys

from sampling.command_line import main

sys.exit(main(sys.argv[1:]))
