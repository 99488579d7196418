"""``python -m sampling``."""

import sys

from sampling.command_line import run

run(sys.argv[1:])
