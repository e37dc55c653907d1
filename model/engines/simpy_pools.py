"""Staff who work in hours: clinics, follow-up teams, joint-visit psychiatrists, intake teams (rules 1.6, 3.3)."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from model.care import events, hours
from model.care import recorder as levels
from model.engines.inputs import Opening
from model.engines.simpy_clock import Holder
from model.engines.simpy_state import Patient, Person

if TYPE_CHECKING:
    from model.engines.simpy_engine import Model

Order = tuple[float, float, int]


class Job:
    """One piece of work: for whom, how long, its order in the queue, what follows when it is done."""

    __slots__ = (
        "who",
        "order",
        "work",
        "done",
        "since",
        "joint",
        "telephone",
        "started",
        "pool",
        "region",
        "index",
    )

    def __init__(
        self, who: Patient | None, order: Order, work: float, done: Callable[[Job], None], since: float
    ) -> None:
        self.who = who
        self.order = order
        self.work = work
        self.done = done
        self.since = since
        self.joint = False
        self.telephone = False
        self.started = math.nan
        self.pool: Pool | None = None
        self.region = -1
        self.index = 0


Entry = tuple[float, float, int, Job]
"""A job in a queue behind its order."""


class Server(Holder):
    """One member of staff of a pool; the end of a service is the server's timer."""

    __slots__ = ("number", "job")

    def __init__(self, entity: int, number: int, rings: Callable[[Server], None]) -> None:
        super().__init__(entity, lambda kind: rings(self))
        self.number = number
        self.job: Job | None = None


class Pool(Holder):
    """A queue, servers and working hours. Unlimited staff: nobody queues and hours do not matter (rule 1.8)."""

    __slots__ = (
        "model",
        "index",
        "opening",
        "open_days",
        "servers",
        "busy",
        "free",
        "all_servers",
        "queue",
        "held_from",
        "held_until",
        "held",
        "level",
        "place",
        "on_start",
        "unlimited",
        "headcount",
    )

    def __init__(
        self,
        model: Model,
        opening: Opening,
        level: int = -1,
        place: int = -1,
        on_start: Callable[[Job], None] | None = None,
    ) -> None:
        self.index = model.new_pool()
        super().__init__(events.entity(events.POOL_ENTITY, self.index), self._rings)
        self.model = model
        self.opening = opening
        self.open_days = 0.0
        self.servers = 0
        self.busy = 0
        self.free: list[int] = []
        self.all_servers: list[Server] = []
        self.queue: list[Entry] = []
        self.level = level
        self.place = place
        self.on_start = on_start
        self.unlimited = False
        self.headcount = 0.0
        # What is known of the hours: open or not (held), from when until when.
        self.held_from, self.held_until, self.held = math.inf, -math.inf, False

    def staff(self, n_staff: float, share: float) -> None:
        """Set headcount and share of hours; whoever is at work finishes (rule 1.6)."""
        self.headcount = n_staff * share if share > 0.0 else 0.0
        self.held_until = -math.inf
        self.unlimited = math.isinf(self.headcount)
        if self.unlimited:
            self.servers, self.open_days = 1 << 60, 1.0
        else:
            self.servers = int(hours.servers_of(n_staff, share))
            self.open_days = float(hours.open_days_of(n_staff, share, self.opening.hours_per_day))

    def is_open(self, now: float) -> bool:
        """Tell whether the pool works now."""
        if not self.held_from <= now < self.held_until:
            o, days, weekday0 = self.opening, self.open_days, self.model.weekday0
            self.held_from = now
            self.held = self.unlimited or bool(hours.is_open(now, o.opens_at, days, o.mask, weekday0))
            self.held_until = math.inf if self.unlimited else hours.holds_until(now, o.opens_at, days, o.mask, weekday0)
        return self.held

    def can_start(self, now: float) -> bool:
        """Tell whether somebody is idle and the pool is open."""
        return self.busy < self.servers and self.is_open(now)

    def add(self, job: Job) -> None:
        """Queue a job and start what can start."""
        insort(self.queue, (*job.order, job))
        job.pool = self
        self.serve()

    def remove(self, job: Job) -> None:
        """Take a waiting job out of the queue."""
        del self.queue[bisect_left(self.queue, job.order)]
        job.pool = None

    def serve(self) -> None:
        """Start jobs in order while somebody is idle; when closed, wake at the next opening."""
        if not self.queue:
            return
        now = self.model.env.now
        if self.is_open(now):
            while self.queue and self.busy < self.servers:
                self.begin(self.queue.pop(0)[3], now)
        else:
            self.wake_at_opening(now)

    def wake_at_opening(self, now: float) -> None:
        """Set the timer of the next opening, for waiting work."""
        # Closed now: what is known of the hours holds until the opening.
        opening = self.held_until
        if events.CAPACITY not in self.due or self.due[events.CAPACITY] != opening:
            self.model.env.set(self, events.CAPACITY, opening)

    def _rings(self, kind: int) -> None:
        self.serve()

    def take_server(self, now: float) -> Server:
        """Return the idle server of the lowest number, now busy."""
        if self.free:
            server = self.all_servers[heappop(self.free)]
        else:
            number = len(self.all_servers)
            entity = events.entity(events.SERVER_ENTITY, self.index, number)
            server = Server(entity, number, self._ended)
            self.all_servers.append(server)
        self.busy += 1
        return server

    def release(self, server: Server, now: float) -> None:
        """Make a server idle."""
        heappush(self.free, server.number)
        self.busy -= 1

    def finish_time(self, now: float, work: float) -> float:
        """Return when work started now ends, in the pool's hours (rule 1.6)."""
        if self.unlimited:
            return now + work
        o = self.opening
        return float(hours.finish(now, work, o.opens_at, self.open_days, o.mask, self.model.weekday0))

    def begin(self, job: Job, now: float) -> None:
        """Start a job."""
        job.started = now
        job.pool = None
        if self.on_start is not None:
            self.on_start(job)
        server = self.take_server(now)
        server.job = job
        self.model.env.set(server, events.END, self.finish_time(now, job.work))

    def _ended(self, server: Server) -> None:
        job = server.job
        server.job = None
        assert job is not None
        self.release(server, self.model.env.now)
        if self.level >= 0:
            self.model.record.worked(self.level, self.place, job.work)
        job.done(job)
        self.serve()


class JointPool(Pool):
    """Psychiatrists' hours for joint visits, shared by the teams of the regions a hospital's clinic serves."""

    __slots__ = ("teams",)

    def __init__(self, model: Model, opening: Opening) -> None:
        super().__init__(model, opening)
        self.teams: list[Team] = []

    def serve(self) -> None:
        """Start joint visits in order while a psychiatrist and a worker of the team are idle (rule 3.3)."""
        now = self.model.env.now
        if any(team.opens_now(now) for team in self.teams):
            # The last of the teams that open at this instant serves them all (rule 3.2).
            return
        if not self.is_open(now):
            if any(team.joint_queue for team in self.teams):
                self.wake_at_opening(now)
            return
        while self.busy < self.servers:
            able = [team for team in self.teams if team.joint_queue and team.can_start(now)]
            if not able:
                return
            team = min(able, key=lambda t: t.joint_queue[0][:3])
            team.begin_joint(now)

    def serve_teams(self) -> None:
        """Start the visits of all teams in one order: deadline, identity (rules 3.2, 3.3)."""
        now = self.model.env.now
        while True:
            able = [(start[0], start[1], team) for team in self.teams if (start := team.next_start(now)) is not None]
            if not able:
                return
            _, joint, team = min(able, key=lambda entry: entry[0])
            if joint:
                team.begin_joint(now)
            else:
                team.begin(team.queue.pop(0)[3], now)


class Team(Pool):
    """The community workers of a region: visits by deadline and identity, some with a psychiatrist (rule 3)."""

    __slots__ = ("joint_queue", "joint_pool", "coming", "next_day", "region")

    def __init__(
        self,
        model: Model,
        region: int,
        opening: Opening,
        joint_pool: JointPool | None,
        on_start: Callable[[Job], None],
    ) -> None:
        super().__init__(model, opening, levels.TEAM_BUSY, region, on_start)
        self.joint_queue: list[Entry] = []
        self.joint_pool = joint_pool
        # Who may be visited from when, by the day.
        self.coming: dict[int, list[tuple[float, int, Person]]] = {}
        self.next_day = math.floor(model.env.now)
        self.region = region
        if joint_pool is not None:
            joint_pool.teams.append(self)

    def _rings(self, kind: int) -> None:
        if kind == events.VISITS_OPENING:
            self.open_visits()
        if self.joint_pool is None:
            self.serve()
        elif not any(team.opens_now(self.model.env.now) for team in self.joint_pool.teams):
            self.joint_pool.serve_teams()

    def opens_now(self, now: float) -> bool:
        """Tell whether the day's visits are still to be opened at this very instant; nothing starts before (3.2)."""
        return self.due.get(events.VISITS_OPENING) == now

    def schedule_opening(self, now: float) -> None:
        """Set the timer of the team's next opening; if it is open now, of the one after."""
        o = self.opening
        args = (o.opens_at, self.open_days, o.mask, self.model.weekday0)
        opening = hours.opening_after(now, *args) if self.is_open(now) else hours.next_opening(now, *args)
        self.model.env.set(self, events.VISITS_OPENING, float(opening))

    def expect(self, person: Person) -> None:
        """Note from when a person's next visit may be opened."""
        day = max(math.floor(person.opens), self.next_day) if person.opens > -math.inf else self.next_day
        self.coming.setdefault(day, []).append((person.opens, person.entity, person))

    def open_visits(self) -> None:
        """Open the visits that have come due, in one event at the day's opening (rule 3.2)."""
        now = self.model.env.now
        today = math.floor(now)
        due = [entry for day in range(self.next_day, today + 1) for entry in self.coming.pop(day, ())]
        due.sort(key=lambda entry: entry[:2])
        self.next_day = today
        later = [entry for entry in due if entry[0] > now]
        if later:
            self.coming[today] = later
        for opens, _, person in due[: len(due) - len(later)]:
            if (
                person.opens == opens
                and person.region == self.region
                and person.visit is None
                and person.alive
                and person.hospital is None
            ):
                self.model.visits.open(person, self)
        self.schedule_opening(now)

    def put(self, job: Job) -> None:
        """Queue a visit."""
        insort(self.joint_queue if job.joint else self.queue, (*job.order, job))
        job.pool = self

    def go_alone(self) -> None:
        """Where no psychiatrist has hours for joint visits any more, the workers go alone (rule 3.3)."""
        if self.joint_queue and self.joint_pool is not None and self.joint_pool.servers == 0:
            waiting, self.joint_queue = self.joint_queue, []
            for *_, job in waiting:
                job.joint = False
                self.put(job)

    def remove(self, job: Job) -> None:
        """Take a waiting visit out of its queue."""
        queue = self.joint_queue if job.joint else self.queue
        del queue[bisect_left(queue, job.order)]
        job.pool = None

    def serve(self) -> None:
        """Start visits in order; a joint visit blocks nobody behind it (rule 3.3)."""
        now = self.model.env.now
        while (start := self.next_start(now)) is not None:
            if start[1]:
                self.begin_joint(now)
            else:
                self.begin(self.queue.pop(0)[3], now)

    def next_start(self, now: float) -> tuple[Order, bool] | None:
        """Return the order of the visit that starts next, and whether it is joint; None if none can start now."""
        if not self.queue and not self.joint_queue or self.opens_now(now) or not self.can_start(now):
            return None
        joint_pool, joint = self.joint_pool, None
        if self.joint_queue and joint_pool is not None:
            if joint_pool.can_start(now):
                joint = self.joint_queue[0][:3]
            elif not joint_pool.is_open(now):
                joint_pool.wake_at_opening(now)
        if self.queue and (joint is None or self.queue[0][:3] < joint):
            return self.queue[0][:3], False
        return None if joint is None else (joint, True)

    def begin_joint(self, now: float) -> None:
        """Start the first joint visit with one worker and one psychiatrist, each working on in their own hours."""
        job = self.joint_queue.pop(0)[3]
        job.started = now
        job.pool = None
        joint_pool = self.joint_pool
        assert joint_pool is not None and self.on_start is not None
        self.on_start(job)
        server, psychiatrist = self.take_server(now), joint_pool.take_server(now)
        server.job = job
        psychiatrist.job = Job(None, job.order, job.work, _nothing, now)
        self.model.env.set(server, events.END, self.finish_time(now, job.work))
        self.model.env.set(psychiatrist, events.END, joint_pool.finish_time(now, job.work))


def _nothing(job: Job) -> None:
    """Do nothing: the visit's end is its worker's."""


__all__ = ["Job", "JointPool", "Pool", "Server", "Team"]
