"""A short grid for a focus topic, cut from the grid of its area."""

from checklists.load import builtin
from iks.domain.values import Area

POINTS = {Area.BENEFITS: ("L05", "L06"), Area.INTEGRATION: ("M05", "M06")}


def short_grid(area: Area) -> str:
    """Return the grid of an area as a focus grid with two of its points."""
    text = builtin(area)
    text = text.replace(f"\nid: {area}\n", f"\nid: short-{area}\nkind: focus\n", 1)
    start, end = text.index("\ncheck_points:"), text.index("\ncase_attributes:")
    points = text[start:end].split("\n  - id: ")
    kept = [point for point in points[1:] if point[:3] in POINTS[area]]
    return text[:start] + "\n  - id: ".join([points[0], *kept]).rstrip() + "\n" + text[end:]
