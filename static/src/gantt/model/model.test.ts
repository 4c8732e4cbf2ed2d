import { describe, expect, it } from "vitest";

import type { Step } from "../../master-schedule/draft/steps";
import type { GanttBar } from "../data";
import { isOver, loadColumns, minutesAt, usedOf } from "./center-load";
import { countsOf, EVERYTHING, shown } from "./filter";
import { DAYS, type Given, LATHE, lot, MILL, only, OPEN, START, world } from "./imagined";
import { type Stacking, stackingOf, stackings } from "./lanes";
import { fitting, layoutOf, rowsShown, yOf } from "./layout";
import { drop, eligible, forbid, isForbidden, isRefused, mayForbid, moveBy, moveTo, type Outcome, reroute, rerouteAll, rerouteBy, toggleFirm } from "./moves";
import { OpenDays } from "./open-days";
import { scaleOf } from "./scale";
import { walk } from "./walk";
import { type Bar, barsOf, RELEASED_ROW, releasedBars } from "./world";

function steps(outcome: Outcome): (Step | null)[] {
  if (isRefused(outcome)) throw new Error(outcome);
  return [...outcome.values()];
}

function applied(given: Given, outcome: Outcome): Bar {
  return only(world({ ...given, steps: steps(outcome).filter((step) => step !== null) }));
}

describe("working days", () => {
  const days = new OpenDays(OPEN);
  it("skip what is closed, forwards and backwards", () => {
    expect([days.shift(4, 1), days.shift(7, -1), days.shift(5, 1), days.shift(3, 4)]).toEqual([7, 4, 7, 9]);
  });
  it("are counted as they are shifted", () => {
    for (const [from, to] of [[0, 9], [9, 0], [4, 7], [11, 11]] as const) expect(days.shift(from, days.between(from, to))).toBe(to);
  });
  it("take what lies behind the plan for open", () => {
    expect(days.shift(DAYS - 1, 1)).toBe(DAYS);
  });
});

describe("a move by days", () => {
  it("is a step of the lot's finish", () => {
    const given = world();
    expect(steps(moveBy(given, only(given), 1))).toContainEqual({ kind: "move", lot_key: "A", finish_date: "2026-03-12" });
  });
  it("goes on to the next day that is worked", () => {
    const given = world();
    expect(steps(moveBy(given, only(given), 3))).toContainEqual({ kind: "move", lot_key: "A", finish_date: "2026-03-16" });
    expect(steps(moveBy(given, only(given), -4))).toContainEqual({ kind: "move", lot_key: "A", finish_date: "2026-03-06" });
  });
  it("takes the bar along with its working days and minutes, over a weekend", () => {
    const given = world();
    const bar = applied({}, moveTo(given, only(given), 14));
    expect([bar.days, bar.isMoved, bar.isFirm]).toEqual([[[11, 480], [14, 240]], true, true]);
  });
  it("back to where the plan has it is no step at all", () => {
    const given = world({ steps: [{ kind: "move", lot_key: "A", finish_date: "2026-03-12" }] });
    expect(steps(moveBy(given, only(given), -1))).toEqual([null, null]);
  });
  it("takes a step away that would set the lot free again", () => {
    const given = world({ lots: [lot("A", { firm: true })], held: ["A"], steps: [{ kind: "unfirm", lot_key: "A" }] });
    const outcome = moveBy(given, only(given), 1);
    expect(!isRefused(outcome) && outcome.get("firm/A")).toBeNull();
  });
});

describe("a move is refused", () => {
  const refused = (given: Given, finish: number): boolean => isRefused(moveTo(world(given), only(world(given)), finish));
  it("where it would begin in the past", () => {
    expect([refused({ today: "2026-03-09" }, 7), refused({ today: "2026-03-09" }, 8)]).toEqual([true, false]);
  });
  it("where it would begin inside the frozen fence, and just not behind it", () => {
    expect([refused({}, 3), refused({}, 4)]).toEqual([true, false]);
  });
  it("where the lot lies inside the fence", () => {
    expect(refused({ lots: [lot("A", { fence: 20, frozen: true })] }, 25)).toBe(true);
  });
  it("where it would finish after the plan", () => {
    expect([refused({}, DAYS - 1), refused({}, DAYS)]).toEqual([false, true]);
  });
  it("where the lot is the quantity of a bucket, has begun, or is released", () => {
    expect(refused({ lots: [lot("steer/4/1")] }, 11)).toBe(true);
    expect(refused({ lots: [lot("A", { start: "2026-02-27", begun: true })] }, 11)).toBe(true);
    const [released] = releasedBars([{ document: "W-1/1", item_id: 7, code: "PUMP", name: "", unit: "EA", quantity: 4, share: 0.5, first: START, last: START, overdue: false }], START);
    expect(released && isRefused(moveBy(world(), released, 1))).toBe(true);
  });
});

describe("another work centre", () => {
  it("may be one that can do the step", () => {
    expect(eligible(world(), only(world()))).toEqual([0, 1]);
  });
  it("is forced for the lot, which is firm by it, and takes its own time there", () => {
    const given = world();
    const outcome = reroute(given, only(given), 1);
    expect(steps(outcome)).toEqual([{ kind: "lot_work_center", lot_key: "A", step: 10, work_center_id: LATHE }]);
    const bar = applied({}, outcome);
    expect([bar.center, bar.isRerouted, bar.isFirm, bar.days]).toEqual([1, true, true, [[8, 960], [9, 480]]]);
  });
  it("is forced for one lot, or for every lot of the item, in place of what was said of one", () => {
    const two = { lots: [lot("A"), lot("B")], bars: [0, 1].map((place) => ({ lot: place, center: 0, steps: [10], first: 8, minutes: [60] })) };
    const placed = steps(reroute(world(two), only(world(two)), 1)) as Step[];
    expect(barsOf(world({ ...two, steps: placed })).map(({ center }) => center)).toEqual([1, 0]);
    const all = world({ ...two, steps: placed });
    const outcome = rerouteAll(all, only(all));
    expect(steps(outcome)).toEqual([null, { kind: "work_center", item_id: 7, step: 10, work_center_id: LATHE, rule: "force" }]);
    expect(barsOf(world({ ...two, steps: steps(outcome).filter((step) => step !== null) })).map(({ center }) => center)).toEqual([1, 1]);
  });
  it("is refused where the draft has every lot elsewhere, or nobody touches the lot", () => {
    const forced = world({ steps: [{ kind: "work_center", item_id: 7, step: 10, work_center_id: LATHE, rule: "force" }] });
    expect(reroute(forced, only(forced), 0)).toMatch(/every lot/);
    const frozen = world({ lots: [lot("A", { fence: 20, frozen: true })] });
    expect(isRefused(reroute(frozen, only(frozen), 1))).toBe(true);
  });
  it("that can't do it is refused, and so is one where there is none", () => {
    const given = world();
    expect(isRefused(reroute(given, only(given), 2))).toBe(true);
    expect(isRefused(rerouteBy(given, only(given), -1))).toBe(true);
    expect(isRefused(rerouteBy(given, only(given), 1))).toBe(false);
  });
  it("is forbidden to every lot of the item, where another one can do it, and allowed again", () => {
    const given = world();
    const step: Step = { kind: "work_center", item_id: 7, step: 10, work_center_id: MILL, rule: "forbid" };
    expect([mayForbid(given, only(given)), isForbidden(given, only(given))]).toEqual([true, false]);
    expect(steps(forbid(given, only(given)))).toEqual([step]);
    const drafted = world({ steps: [step] });
    expect(isForbidden(drafted, only(drafted))).toBe(true);
    expect(steps(forbid(drafted, only(drafted)))).toEqual([null]);
  });
  it("is left again without a step", () => {
    const given = world({ steps: [{ kind: "lot_work_center", lot_key: "A", step: 10, work_center_id: LATHE }] });
    expect(steps(reroute(given, only(given), 0))).toEqual([null]);
  });
  it("and another day are one drop, or none of it", () => {
    const given = world();
    expect(steps(drop(given, only(given), { finish: 11, center: 1 })).filter(Boolean)).toHaveLength(2);
    expect(isRefused(drop(given, only(given), { finish: 0, center: 1 }))).toBe(true);
    expect(steps(drop(given, only(given), { finish: 9, center: 0 }))).toEqual([]);
  });
});

describe("the lock", () => {
  const toggled = (given: Given): Outcome => toggleFirm(world(given), only(world(given)));
  it("firms and frees again", () => {
    expect(steps(toggled({}))).toEqual([{ kind: "firm", lot_key: "A" }]);
    expect(steps(toggled({ steps: [{ kind: "firm", lot_key: "A" }] }))).toEqual([null]);
    expect(steps(toggled({ lots: [lot("A", { firm: true })], held: ["A"] }))).toEqual([{ kind: "unfirm", lot_key: "A" }]);
  });
  it("does not free what lies inside the fence, nor what is moved", () => {
    expect(isRefused(toggled({ lots: [lot("A", { firm: true })] }))).toBe(true);
    expect(isRefused(toggled({ steps: [{ kind: "move", lot_key: "A", finish_date: "2026-03-12" }] }))).toBe(true);
  });
});

describe("the layout", () => {
  const scale = scaleOf(START, START, "2026-03-29", "day");
  const plainly = { ...stackingOf("week", 28), lanePx: 24 };
  const lots = ["A", "B", "C"].map((key) => lot(key));
  const bars: GanttBar[] = [
    { lot: 0, center: 0, steps: [10], first: 8, minutes: [240, 240] }, { lot: 1, center: 0, steps: [10], first: 8, minutes: [240] },
    { lot: 2, center: 0, steps: [10], first: 9, minutes: [240] },
  ];
  const given = world({ lots, bars });
  const made = layoutOf(barsOf(given), rowsShown(barsOf(given), given.plan.centers, false), given.plan.centers, scale, plainly);
  it("puts the bars of a day one after another, as wide as their minutes", () => {
    const day = scale.dayPx;
    expect(made.rows[0]?.bars.map(({ bar, x, lane }) => [bar.lot?.key, x / day, lane])).toEqual([["B", 8, 0], ["A", 8.5, 0], ["C", 9.5, 0]]);
    expect(made.rows[0]?.bars.map(({ width }) => Math.round(width + 1) / day)).toEqual([0.5, 1, 0.5]);
  });
  it("draws a line where a bar of several days books nothing on an open one, and none over a weekend", () => {
    const gap = world({ bars: [{ lot: 0, center: 0, steps: [10], first: 8, minutes: [240, 0, 240] }, { lot: 0, center: 1, steps: [10], first: 11, minutes: [240, 0, 0, 240] }] });
    const placed = layoutOf(barsOf(gap), [0, 1], gap.plan.centers, scale, plainly).rows.map(({ bars: [one] }) => one);
    expect(placed.map((one) => one?.parts.length)).toEqual([2, 1]);
    expect(placed[0]?.parts[1]?.[0]).toBe(10 * scale.dayPx);
  });
  it("gives bars that meet lanes of their own, and the row room for them", () => {
    const months = { ...scale, dayPx: 3 };
    const tight = layoutOf(barsOf(given), [0, 1], given.plan.centers, months, plainly);
    const [row] = tight.rows;
    if (!row) throw new Error("no row");
    const spots = row.bars.map((one) => ({ left: one.x, right: one.x + one.width, y: yOf(tight, row, one) }));
    const meeting = spots.flatMap((one, at) => spots.slice(at + 1).filter((other) => other.y === one.y && one.right > other.left));
    expect(meeting).toEqual([]);
    expect(row.height).toBeGreaterThan(tight.rows[1]?.height ?? 0);
    expect(tight.rows[1]?.top).toBe(row.height);
  });
  it("is the roomiest that the window has room for, and the closest where it has none", () => {
    const made = (stacking: Stacking) => layoutOf(barsOf(given), [0, 1], given.plan.centers, scale, stacking);
    const tried = stackings("day", 28);
    const roomy = made(tried[0]);
    expect(fitting(roomy.height, tried, made)).toEqual(roomy);
    const closer = fitting(roomy.height - 1, tried, made);
    expect(closer.height).toBeLessThan(roomy.height);
    expect(closer.rows.flatMap(({ bars: [...all] }) => all)).toHaveLength(3);
    expect(fitting(0, tried, made).height).toBe(made(tried.at(-1) ?? tried[0]).height);
  });
  it("writes names in the lanes that bars need anyway", () => {
    const many = world({
      lots: ["A", "B", "C", "D"].map((key) => lot(key)),
      bars: [...[0, 1, 2].map((place) => ({ lot: place, center: 0, steps: [10], first: 8, minutes: [1] })), { lot: 3, center: 0, steps: [10], first: 15, minutes: [1] }],
    });
    const months = { ...scale, dayPx: 3 };
    const [row] = layoutOf(barsOf(many), [0], many.plan.centers, months, { ...stackingOf("day", 28), mostForNames: 1 }).rows;
    expect(row?.lanes).toBe(3);
    expect(row?.bars.filter(({ beside: [name = 0] }) => name > 0).length).toBeGreaterThanOrEqual(3);
  });
  it("has released orders of a day share it where there are more than lanes for names, and below each other else", () => {
    const one = { item_id: 7, code: "PUMP", name: "", unit: "EA", quantity: 4, share: 0, first: START, last: START, overdue: false };
    const released = releasedBars(Array.from({ length: 8 }, (_none, place) => ({ ...one, document: `W-${String(place)}/1` })), START);
    const rowOf = (mostForNames: number) => layoutOf(released, [RELEASED_ROW], given.plan.centers, scale, { ...stackingOf("day", 28), mostForNames }).rows[0];
    const close = rowOf(3);
    expect(close?.lanes).toBe(3);
    const spots = (close?.bars ?? []).map(({ x, width, lane }) => ({ left: x, right: x + width, lane }));
    expect(spots.every(({ left, right }) => left >= 0 && right <= scale.dayPx)).toBe(true);
    expect(spots.flatMap((spot, at) => spots.slice(at + 1).filter((other) => other.lane === spot.lane && spot.right > other.left))).toEqual([]);
    expect(rowOf(Infinity)?.bars.map(({ width }) => width)).toEqual(Array.from({ length: 8 }, () => scale.dayPx - 1));
    expect(rowOf(Infinity)?.lanes).toBe(8);
  });
  it("is walked along and across", () => {
    expect(walk(made, null, "ArrowRight", 0)).toBe("B@0");
    expect(walk(made, "A@0", "ArrowRight", 0)).toBe("C@0");
    expect(walk(made, "A@0", "Home", 0)).toBe("B@0");
    expect(walk(made, "C@0", "ArrowRight", 0)).toBe("C@0");
    expect(walk(made, "C@0", "ArrowDown", 0)).toBe("C@0");
    const two = layoutOf([...barsOf(given), { ...only(given), id: "X", center: 2 }], [0, 1, 2], given.plan.centers, scale, plainly);
    expect(walk(two, "C@0", "ArrowDown", 0)).toBe("X");
    expect(walk(two, "X", "ArrowUp", 0)).toBe("A@0");
  });
});

describe("the load", () => {
  it("is what the shown bars take, by day and by week", () => {
    const given = world();
    const bars = barsOf(given);
    expect([...minutesAt(bars, 0)]).toEqual([[8, 480], [9, 240]]);
    expect(loadColumns(given.plan, bars, 0, 0, "day")).toHaveLength(DAYS);
    expect(loadColumns(given.plan, bars, 0, 0, "month").map(({ load, available }) => [load, available])).toEqual([[0, 2400], [720, 2400], [0, 2400], [0, 2400]]);
  });
  it("follows a draft to another work centre", () => {
    const given = world({ steps: [{ kind: "work_center", item_id: 7, step: 10, work_center_id: LATHE, rule: "force" }] });
    const [mill, lathe] = [0, 1].map((center) => loadColumns(given.plan, barsOf(given), center, 0, "day").reduce((sum, { load }) => sum + load, 0));
    expect([mill, lathe]).toEqual([0, 1440]);
  });
  it("is held against the hours that a draft adds and takes", () => {
    const step = { kind: "capacity", work_center_id: MILL, from: "2026-03-10", to: "2026-03-15", minutes_per_day: 60, change: "overtime" } as const;
    const { plan } = world({ steps: [step, { ...step, work_center_id: LATHE, minutes_per_day: 480, change: "downtime" }] });
    const week = [0, 1].map((center) => loadColumns(plan, [], center, 0, "day").slice(7, 14).map(({ available }) => available));
    expect(week).toEqual([[480, 540, 540, 540, 540, 0, 0], [480, 0, 0, 0, 0, 0, 0]]);
  });
  it("of a whole window is over only where overtime does not carry it", () => {
    const column = { from: 0, end: 1, load: 500, available: 480, overtime: 60 };
    expect(usedOf([column])).toEqual({ share: 500 / 480, isOver: false });
    expect(usedOf([column, { ...column, load: 660 }])).toEqual({ share: 1160 / 960, isOver: true });
    expect(usedOf([{ ...column, available: 0 }])).toBeNull();
  });
  it("is over only beyond overtime and rounding", () => {
    const column = { from: 0, end: 1, available: 480, overtime: 60 };
    expect([540, 542, 560].map((load) => isOver({ ...column, load }))).toEqual([false, false, true]);
  });
});

describe("the filter", () => {
  const given = world({ lots: [lot("A"), lot("B", { status: "late", code: "VALVE" })], bars: [0, 1].map((place) => ({ lot: place, center: place, steps: [10], first: 8, minutes: [60] })) });
  const kept = (wish: Partial<typeof EVERYTHING>): (string | undefined)[] => shown(barsOf(given), given.plan.centers, { ...EVERYTHING, ...wish }).map(({ lot: one }) => one?.key);
  it("leaves what is late, what matches, and one work centre's", () => {
    expect([kept({}), kept({ show: "late" }), kept({ text: "gear m-1" }), kept({ center: "L-1" })]).toEqual([["A", "B"], ["B"], ["A"], ["B"]]);
    expect(countsOf(barsOf(given))).toEqual({ all: 2, "at-risk": 1, late: 1 });
  });
});
