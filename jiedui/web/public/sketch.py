"""A sketch of where there is work: points on paper, each with its name, number and way in.

No boundary is drawn and no tile is fetched: points lie where the seats of counties lie, in
the right direction and distance from the middle of the sketch (or from home, where somebody
told it), and a label stands as near to its point as there is room.
"""

import math
from dataclasses import dataclass

from jiedui.catalog.queries import kilometres

WIDTH, TALLEST, LOWEST = 324, 400, 190
EDGE = 8
ACROSS, DOWN = 40, 34  # room around the outermost points, for their labels
CLOSEST = 0.6  # pixels for a kilometre: one county alone is no reason for a street map
LABEL = 44  # as tall as a thumb needs
LETTER, DIGIT, AROUND = 18, 10, 20
STEP = 8
RINGS = (1000, 500, 200, 100, 50)
# Cities by which people know where they are.
KNOWN = (110000, 310000, 440100, 510100, 610100, 420100, 620100, 530100, 650100, 210100)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with open posts, as it is to be drawn."""

    name: str
    posts: int
    point: tuple[float, float]
    address: str


@dataclass(frozen=True, slots=True)
class Label:
    """A button on the sketch: its box, its words, and the point that it belongs to."""

    spot: Spot
    x: int
    y: int
    left: int
    top: int
    width: int

    @property
    def middle(self):
        return self.left + self.width // 2

    @property
    def line(self):
        """Where the words stand."""
        return self.top + LABEL // 2 + 6

    @property
    def end(self):
        """The point of the box that is nearest to the dot: there the thread between them ends."""
        return (
            min(max(self.x, self.left + 3), self.left + self.width - 3),
            min(max(self.y, self.top + 3), self.top + LABEL - 3),
        )

    @property
    def box(self):
        return self.left, self.top, self.width, LABEL


@dataclass(frozen=True, slots=True)
class Ring:
    """All that is so far from home; a way to be told only where there is room for it."""

    kilometres: int
    radius: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sketch:
    width: int
    height: int
    labels: tuple[Label, ...]
    landmarks: tuple[tuple[str, int, int], ...]
    home: tuple[int, int] | None = None
    home_name: tuple[str, int, int] | None = None  # and where it is written
    rings: tuple[Ring, ...] = ()


class Paper:
    """True distances and directions from the middle, in pixels, everything inside."""

    def __init__(self, points, middle):
        self._middle = middle
        away = [self._from_middle(point) for point in points]
        west, east = min(x for x, _y in away), max(x for x, _y in away)
        north, south = min(y for _x, y in away), max(y for _x, y in away)
        self.scale = min(
            CLOSEST,
            (WIDTH - 2 * ACROSS) / max(east - west, 1),
            (TALLEST - 2 * DOWN) / max(south - north, 1),
        )
        needed = round((south - north) * self.scale) + 2 * DOWN
        # Many labels need room even where the points lie in one row.
        self.height = min(TALLEST, max(needed, LOWEST, 90 + 40 * len(points)))
        self._x = WIDTH / 2 - (west + east) / 2 * self.scale
        self._y = self.height / 2 - (north + south) / 2 * self.scale

    def _from_middle(self, point):
        """Kilometres to the east and to the south."""
        far = kilometres(self._middle, point)
        lon = math.radians(point[0] - self._middle[0])
        low, high = math.radians(self._middle[1]), math.radians(point[1])
        turn = math.atan2(
            math.sin(lon) * math.cos(high),
            math.cos(low) * math.sin(high) - math.sin(low) * math.cos(high) * math.cos(lon),
        )
        return far * math.sin(turn), -far * math.cos(turn)

    def at(self, point):
        east, south = self._from_middle(point)
        return round(self._x + east * self.scale), round(self._y + south * self.scale)

    def holds(self, left, top, width, height):
        return (
            left >= EDGE
            and top >= EDGE
            and left + width <= WIDTH - EDGE
            and top + height <= self.height - EDGE
        )


def sketch_of(spots, home=None, home_name="", landmarks=()):
    """The sketch of at least one spot; `landmarks` are (name, point) of well-known cities.

    The places with most posts are served first; a label that finds no room is not drawn, and
    the list below the sketch has it.
    """
    spots = sorted(spots, key=lambda spot: (-spot.posts, spot.name))
    points = [spot.point for spot in spots] + ([home] if home else [])
    middle = home or tuple(sum(one) / len(points) for one in zip(*points, strict=True))
    paper = Paper(points, middle)
    dots = [paper.at(point) for point in points]
    taken = []
    # A home with open posts has a label already.
    if home and home not in points[: len(spots)]:
        taken.append(_room(paper, paper.at(home), _width(home_name), 22, taken, dots))
        named = (home_name, taken[0][0] + taken[0][2] // 2, taken[0][1] + 17)
    else:
        named = None
    labels = []
    for spot, dot in zip(spots, dots, strict=False):
        width = _width(f"{spot.name}{spot.posts:,}")
        if box := _room(paper, dot, width, LABEL, taken, dots):
            taken.append(box)
            labels.append(Label(spot, *dot, box[0], box[1], width))
    rings = _rings(paper, home, points, taken) if home else ()
    return Sketch(
        WIDTH,
        paper.height,
        tuple(labels),
        tuple(_landmarks(paper, landmarks, taken, dots)),
        home=paper.at(home) if home else None,
        home_name=named,
        rings=tuple(rings),
    )


def _width(words):
    digits = sum(letter.isascii() for letter in words)
    return AROUND + LETTER * (len(words) - digits) + DIGIT * digits


def _room(paper, dot, width, height, taken, dots):
    """(left, top, width, height) nearest to the dot that covers no label and no dot; a dot's
    own label stands beside it, or further off where the place is crowded."""
    best = None
    for top in range(EDGE, paper.height - EDGE - height + 1, STEP):
        for left in range(EDGE, WIDTH - EDGE - width + 1, STEP):
            box = (left, top, width, height)
            far = _gap(dot, box)
            if (best is None or far < best[0]) and not (
                any(_meet(box, other) for other in taken) or any(_gap(d, box) < 7 for d in dots)
            ):
                best = far, box
    return best[1] if best else None


def _meet(one, other):
    return (
        one[0] < other[0] + other[2] + 4
        and other[0] < one[0] + one[2] + 4
        and one[1] < other[1] + other[3] + 4
        and other[1] < one[1] + one[3] + 4
    )


def _gap(dot, box):
    """From a dot to the nearest edge of a box; 0 inside."""
    across = max(box[0] - dot[0], 0, dot[0] - box[0] - box[2])
    down = max(box[1] - dot[1], 0, dot[1] - box[1] - box[3])
    return math.hypot(across, down)


def _rings(paper, home, points, taken):
    """Two or three rings around home, told where their words cover nothing."""
    farthest = max(kilometres(home, point) for point in points)
    step = next((ring for ring in RINGS if farthest >= 1.8 * ring), None)
    if step is None:
        return
    x, y = paper.at(home)
    for times in range(1, int(farthest / step * 1.1) + 1):
        radius = round(step * times * paper.scale)
        words = _width(f"{step * times:,}公里") - AROUND
        for turn in range(0, 360, 15):
            at = (
                round(x + radius * math.sin(math.radians(turn))),
                round(y - radius * math.cos(math.radians(turn))),
            )
            box = (at[0] - words // 2, at[1] - 10, words, 20)
            if paper.holds(*box) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                yield Ring(step * times, radius, at[0], at[1] + 5)
                break


def _landmarks(paper, landmarks, taken, dots):
    for name, point in landmarks:
        x, y = paper.at(point)
        width = LETTER * len(name) + 6
        box = (x - 5, y - 9, width + 10, 18)
        if (
            paper.holds(*box)
            and not any(_meet(box, other) for other in taken)
            and all(_gap(dot, box) > 6 for dot in dots)
        ):
            taken.append(box)
            yield name, x, y
