"""The months of the demo, played in their order by a clock that is set by hand."""

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from importlib.resources import files

from checklists.load import load_builtin
from iks.domain.clock import SetClock, local
from iks.domain.demo_content import DemoWriter, generator, read_rates, redate_frame
from iks.domain.frame_file import read_frame
from iks.domain.frame_mapping import load_mapping
from iks.domain.month import Month, add_working_days, at_six, draw_time, due_date, working_days_between
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.check_effect import check_due_effects
from iks.services.close_month import close_if_due
from iks.services.draw_month import DrawRules, draw_month
from iks.services.frame_upload import FrameUpload
from iks.services.furnish_demo import DemoPeriod
from iks.services.import_frame import import_frame
from iks.services.invent_history import History, Population, invent_month
from iks.services.invent_objections import DemoObjections
from iks.services.lock_frame import lock_frame
from iks.services.play_measures import Desk, after_report, before_running_month, in_running_month
from iks.services.play_model_cases import release_cases
from iks.services.play_month import ALL_DONE, Progress, play_branch
from iks.services.prove_draw import draw_of_month, recompute
from iks.services.set_up_house import BranchPlan, builtin_mapping
from iks.services.sign_in import actor_on_duty
from iks.services.write_annual_report import release_year
from iks.services.write_report import due_report, preview_digest, release
from iks.wiring import Runtime

MONTHS_WITH_SHEETS = 3
EXAMPLE_MONTH = Month(2026, 12)
# The columns of the example list that move with the month.
DATED_COLUMNS = {"Monat der Entscheidung": "MM.YYYY", "Beginn Bewilligungszeitraum": "DD.MM.YYYY"}
# With less time left until the regular due date, the demo draws late, as the scheduler would.
LEAST_TIME = 4
CODINGS = {Area.BENEFITS: "cp1252", Area.INTEGRATION: "utf-8-sig"}
FILES = 10
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
# The branch of the first screen: four files done, seven answers in the fifth.
SHOWN = ("Z06", Progress(finished=4, answers=7))


def example_list(area: Area, month: Month) -> bytes:
    """Return the example list of an area, moved to a month."""
    packed = files("iks").joinpath(f"data/frames/{area}-{EXAMPLE_MONTH}.csv.gz").read_bytes()
    data = gzip.decompress(packed)
    if area is Area.INTEGRATION:
        return data
    text = data.decode(CODINGS[area])
    return redate_frame(text, DATED_COLUMNS, month - EXAMPLE_MONTH).encode(CODINGS[area])


@dataclass
class DemoMonths:
    """Plays the demo's months, each act in a transaction of its own."""

    runtime: Runtime
    clock: SetClock
    seed: int
    branches: tuple[BranchPlan, ...]
    now: datetime

    @cached_property
    def writer(self) -> DemoWriter:
        """Invents what is found."""
        rates = files("iks").joinpath("data/demo_rates.yaml").read_text(encoding="utf-8")
        return DemoWriter(read_rates(rates), self.seed)

    def play(self, period: DemoPeriod) -> Iterator[str]:
        """Play all months and name each step when it is done."""
        invented = period.history[:-MONTHS_WITH_SHEETS]
        history, objections = self._history(invented), DemoObjections(self.seed, period.current)
        for month in invented:
            self._count_objections(objections, period, month)
            for area in Area:
                with self.runtime.transaction() as session:
                    invent_month(session, self.clock, Actor.job(), history, area, month)
                yield f"{month} {area}"
            self._report(month, tell=False)
            self._act(period, month)
        for month in period.history[-MONTHS_WITH_SHEETS:]:
            self._count_objections(objections, period, month)
            yield from self._complete(month)
            self._act(period, month)
        self._count_objections(objections, period, period.current)
        yield from self._under_way(period.current)
        self._act_now()

    def _count_objections(self, objections: DemoObjections, period: DemoPeriod, month: Month) -> None:
        """Record what the month before brought in, as every report tells of it."""
        if month > period.first:
            with self.runtime.transaction() as session:
                objections.record(session, self.clock, month.shift(-1), self.now)

    def _history(self, months: tuple[Month, ...]) -> History:
        populations = {area: self._population(area) for area in Area} if months else {}
        missing = {(Area.BENEFITS, months[-2]): frozenset({"Z09"})} if len(months) > 1 else {}
        return History(self.writer, populations, missing)

    def _population(self, area: Area) -> Population:
        names = {branch.code: branch.name for branch in self.branches}
        mapping = load_mapping(builtin_mapping(area) + "\n")
        file = read_frame(example_list(area, EXAMPLE_MONTH), mapping, load_builtin(area), names)
        found: dict[str, Counter[str]] = {branch: Counter() for branch in names}
        for row in file.rows:
            found[row.branch][row.stratum] += 1
        return found

    def _complete(self, month: Month) -> Iterator[str]:
        for area in Area:
            self._draw(area, month, draw_time(month))
            self._recompute(area, month)
            for branch in self.branches:
                days = generator(self.seed, branch.code, month, "days").randint(4, 12)
                self.clock.set(at_six(add_working_days(month.first_day, days)) + timedelta(hours=4))
                self._play(area, month, branch.code, ALL_DONE)
            with self.runtime.transaction() as session:
                release_cases(session, self.clock, actor_on_duty(session, self.clock, "revision"))
            with self.runtime.transaction() as session:
                self.clock.set(draw_time(month.shift(1)) - timedelta(days=1))
                close_if_due(session, self.clock, Actor.job(), area, month)
            yield f"{month} {area}"
        self._report(month, tell=True)

    def _report(self, month: Month, *, tell: bool) -> None:
        """Let both heads release their reports on the day of the close; only the newest are told of."""
        self.clock.set(self.clock.now() + timedelta(hours=2))
        for area, username in HEADS.items():
            with self.runtime.transaction() as session:
                head = actor_on_duty(session, self.clock, username)
                seen = preview_digest(due_report(session, area, month))
                release(session, self.clock, head, area, month, seen=seen, tell=tell)
                if month == Month(month.year, 12):
                    release_year(session, self.clock, head, area, month.year, tell=tell)

    def _act(self, period: DemoPeriod, month: Month) -> None:
        """Let both heads do something about what their reports say, and look whether it helped."""
        for area, username in HEADS.items():
            with self.runtime.transaction() as session:
                desk = Desk(session, self.clock, actor_on_duty(session, self.clock, username), area)
                after_report(desk, period.first, month)
                if month == period.history[-1]:
                    before_running_month(desk, local(self.now).date())
        with self.runtime.transaction() as session:
            check_due_effects(session, self.clock, Actor.job())

    def _act_now(self) -> None:
        for area, username in HEADS.items():
            with self.runtime.transaction() as session:
                head = actor_on_duty(session, self.clock, username)
                staff = actor_on_duty(session, self.clock, f"{username}-staff")
                in_running_month(Desk(session, self.clock, head, area), staff)

    def _under_way(self, month: Month) -> Iterator[str]:
        drawn_at = self._current_draw_time(month)
        days_gone = max(2, working_days_between(local(drawn_at).date(), local(self.now).date()))
        for area in Area:
            self._draw(area, month, drawn_at)
            self.clock.set(max(drawn_at, self.now - timedelta(hours=1)))
            for branch in self.branches:
                self._play(area, month, branch.code, self._progress(area, branch.code, days_gone))
            yield f"{month} {area}"

    def _current_draw_time(self, month: Month) -> datetime:
        regular = draw_time(month)
        left = working_days_between(local(self.now).date(), due_date(month, local(regular).date()))
        if self.now < regular or left >= LEAST_TIME:
            return regular
        return max(regular, self.now - timedelta(days=2))

    def _progress(self, area: Area, branch: str, days_gone: int) -> Progress:
        if branch == SHOWN[0]:
            return SHOWN[1] if area is Area.BENEFITS else Progress(0)
        chance = generator(self.seed, area, branch, "progress")
        finished = min(FILES, chance.randint(0, days_gone + 3))
        return Progress(finished, chance.randint(0, 12), submitted=finished == FILES)

    def _draw(self, area: Area, month: Month, drawn_at: datetime) -> None:
        self.clock.set(drawn_at - timedelta(hours=20))
        with self.runtime.transaction() as session:
            controller = actor_on_duty(session, self.clock, "controller")
            upload = FrameUpload(area, month, example_list(area, month))
            import_frame(session, self.clock, controller, upload)
        self.clock.set(drawn_at)
        with self.runtime.transaction() as session:
            lock_frame(session, self.clock, Actor.job(), area, month, demo=True)
        with self.runtime.transaction() as session:
            rules = replace(DrawRules.of(self.runtime.settings), may_be_early=True)
            draw_month(session, self.clock, Actor.job(), self.runtime.vault, area, month, rules=rules)

    def _recompute(self, area: Area, month: Month) -> None:
        self.clock.set(draw_time(month) + timedelta(hours=4))
        with self.runtime.transaction() as session:
            revision = actor_on_duty(session, self.clock, "revision")
            draw_id = draw_of_month(session, revision, area, month)
            recompute(session, self.clock, revision, self.runtime.vault, draw_id)

    def _play(self, area: Area, month: Month, branch: str, wanted: Progress) -> None:
        with self.runtime.transaction() as session:
            play_branch(session, self.clock, self.writer, area, month, branch, wanted)
