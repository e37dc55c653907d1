"""Where one person is, from their rows of the log: at home, waiting, in hospital, in rehabilitation, and how long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from model.care import log as L
from model.care.first_day import FROM_HOSPITAL, FROM_LIST, FROM_PLACE

Lane = Literal["home", "bed_list", "hospital", "blocked", "place_list", "intake", "rehabilitation", "held"]


@dataclass(frozen=True)
class Row:
    """A row of the log of one person."""

    time: float
    event: int
    region: int
    place: int
    detail: int
    value: float


@dataclass(frozen=True)
class Stage:
    """A stretch of time.

    Attributes
    ----------
    start, end : float
        Days since the start of the plan.
    place : int
        Hospital or institution; -1: none.
    open_start, open_end : bool
        It began before the first day, or lasts beyond the last.
    """

    lane: Lane
    start: float
    end: float
    place: int = -1
    open_start: bool = False
    open_end: bool = False

    @property
    def days(self) -> float:
        """Return how long it lasts within the plan."""
        return self.end - self.start


class _Reader:
    """Reads rows; ``lanes`` holds what is under way: since when, where, and whether from before the first day."""

    def __init__(self) -> None:
        self.lanes: dict[Lane, tuple[float, int, bool]] = {}
        self.stages: list[Stage] = []
        self._from_bed = self._again = self._ill = self._gone = False

    def begin(self, lane: Lane, time: float, place: int = -1, open_start: bool = False) -> None:
        self.lanes[lane] = (time, place, open_start)

    def end(self, lane: Lane, time: float, open_end: bool = False) -> None:
        if lane in self.lanes:
            start, place, open_start = self.lanes.pop(lane)
            self.stages.append(Stage(lane, start, time, place, open_start, open_end))

    def first_day(self, time: float, state: int, place: int) -> None:
        """Begin with where somebody is on the first day (rule 5.8)."""
        self._ill = state not in (0, FROM_PLACE)
        if state == FROM_HOSPITAL:
            self.begin("hospital", time, place, open_start=True)
            return
        self.begin("home", time, open_start=True)
        if state == FROM_LIST:
            self.begin("bed_list", time, open_start=True)
        elif state == FROM_PLACE:
            self.begin("rehabilitation", time, place, open_start=True)

    def read(self, row: Row, starts: bool) -> None:
        """Take a row; ``starts``: rehabilitation starts at the same instant."""
        time, event = row.time, row.event
        if event == L.REGISTERED and "home" not in self.lanes and "hospital" not in self.lanes:
            self.begin("home", time)
        elif event == L.RELAPSED:
            self._ill = True
        elif event == L.BED_REQUESTED:
            self.begin("bed_list", time)
        elif event in (L.LEFT_LIST, L.TURNED_AWAY):
            self.end("bed_list", time)
        elif event == L.ADMITTED:
            self.end("bed_list", time)
            self.end("home", time)
            self.begin("hospital", time, row.place)
        elif event == L.BLOCKED:
            self.begin("blocked", time, row.place)
        elif event == L.DISCHARGED:
            self._discharged(time, starts)
        elif event == L.EPISODE_CLOSED:
            self._ill = False
            if self._again:
                self._again = False
                self.begin("place_list", time)
        elif event in (L.DIED, L.LEFT_CITY):
            self._gone = True
            for lane in ("bed_list", "place_list", "intake", "home"):
                self.end(lane, time)
        elif event == L.MOVED:
            self._moved(time)
        else:
            self._place(row)

    def _discharged(self, time: float, starts: bool) -> None:
        self.end("blocked", time)
        self.end("hospital", time)
        if self._gone:
            return
        self.begin("home", time)
        # The limit of blocking: a request made from the bed falls with the discharge (rule 5.7).
        if self._from_bed and not starts:
            self.end("place_list", time)
            self.end("intake", time)
            self._from_bed = False

    def _moved(self, time: float) -> None:
        if "intake" in self.lanes:
            self.end("intake", time)
            self.begin("place_list", time)
        elif "rehabilitation" in self.lanes or "held" in self.lanes:
            # Given up; applied for again now, or when the episode closes (rule 8.2).
            self._again = self._ill
            if not self._ill:
                self.begin("place_list", time)

    def _place(self, row: Row) -> None:
        time, event = row.time, row.event
        if event == L.REFERRAL_ACCEPTED:
            self.begin("place_list", time)
        elif event == L.PLACE_REQUESTED:
            self._from_bed, self._again = "hospital" in self.lanes, False
            if self._from_bed:
                self.end("intake", time)
                self.end("place_list", time)
            if "place_list" not in self.lanes:
                self.begin("place_list", time)
        elif event == L.WITHDRAWN:
            self.end("place_list", time)
        elif event == L.INTAKE_STARTED:
            self.end("place_list", time)
            self.begin("intake", time, row.place)
        elif event == L.REHABILITATION_STARTED:
            self.end("intake", time)
            self.begin("rehabilitation", time, row.place)
            self._from_bed = False
        elif event in (L.PLACE_HELD, L.PLACE_RESUMED):
            before, after = self._held(event)
            self.end(before, time)
            self.begin(after, time, row.place)
        elif event in (L.PLACE_RELEASED, L.REHABILITATION_ENDED):
            self.end("rehabilitation", time)
            self.end("held", time)
            self._again = self._again or event == L.PLACE_RELEASED

    @staticmethod
    def _held(event: int) -> tuple[Lane, Lane]:
        return ("rehabilitation", "held") if event == L.PLACE_HELD else ("held", "rehabilitation")


def stages(rows: Iterable[Row], first_day: tuple[int, int], span: tuple[float, float]) -> list[Stage]:
    """Return where somebody is, in the order of the beginnings.

    Parameters
    ----------
    rows : iterable of Row
        All of the person's, in the order of the log.
    first_day : (int, int)
        Where the person is on the first day (`model.care.first_day`), and in which hospital or institution.
    span : (float, float)
        The first and the last instant that is simulated.
    """
    reader, known = _Reader(), list(rows)
    begun = {row.time for row in known if row.event == L.REHABILITATION_STARTED}
    if any(row.event == L.REGISTERED and row.detail == 0 for row in known):
        reader.first_day(span[0], *first_day)
    for row in known:
        reader.read(row, row.time in begun)
    for lane in list(reader.lanes):
        reader.end(lane, span[1], open_end=True)
    return sorted(reader.stages, key=lambda stage: (stage.start, stage.end))
