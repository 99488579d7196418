"""The entry of the command line: ``iks --help`` lists the commands.

``draw compute``, ``draw verify`` and ``checklist check|diff`` are answered before anything heavy is
imported, so that they start as fast as a shell line and run without the service's libraries.
"""

import sys

DRAW_OFFLINE = (["draw", "compute"], ["draw", "verify"])
GRID_OFFLINE = (["checklist", "check"], ["checklist", "diff"])


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused or differs, 2 wrong usage."""
    words = sys.argv[1:] if argv is None else argv
    if words[:2] in DRAW_OFFLINE:
        from sampling import command_line  # noqa: PLC0415 - starts light.

        # As a program, the process ends with the draw; called by another program, it goes on.
        return command_line.run(words) if argv is None else command_line.main(words)
    if words[:2] in GRID_OFFLINE:
        from checklists.command_line import main as about_grid  # noqa: PLC0415 - starts light.

        return about_grid(words[1:])
    from iks.commands.group import run  # noqa: PLC0415 - everything else needs the whole service.

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
