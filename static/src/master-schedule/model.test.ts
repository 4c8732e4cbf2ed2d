import { describe, expect, it } from "vitest";

import { fenceIn, nameOf, shareInside, spansOf, titleOf } from "./axis";
import { addDays, dayMonth, weekName } from "./dates";
import { equationOf } from "./equation";
import { counts, filterAsked, shown } from "./filters";
import { heatRows, loadLook, overtimeText, percentText, stateOf } from "./heat";
import { itemsOf, type Numbers, type PlanData } from "./plan";
import { changedCells, glanceOf, itemRow, meaning } from "./rows";
import { points, scaleOf, yOf } from "./sparkline";
import { loadPercent, valueOf } from "./sums";
import { worstLoads, worstShortages } from "./worst";

/** Wednesday to Sunday, one week, one four-week period. */
const STARTS = ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09", "2026-03-16"];
const END = "2026-04-13";

interface Given { mps?: Numbers; orders?: Numbers; balance?: Numbers; atp?: Numbers; forecast?: Numbers; counted?: Numbers; opening?: number; safety?: number; cumulative?: boolean }

function plan(given: Given = {}): PlanData {
  const one = (row: Numbers | undefined): Numbers[] => [row ?? []];
  return {
    plan_id: 1, revision: 1, currency: "EUR", atp_is_cumulative: given.cumulative ?? false, bucket_starts: STARTS, horizon_end: END, finish_days: [],
    fences: { demand_until: "2026-03-06", planning_until: null },
    figures: { on_time_promised_share: null, on_time_requested_share: null, short_items: 0, overloaded_center_weeks: 0, overtime_minutes: 0, booked_share: null, open_order_value: 0 },
    items: {
      id: [7], code: ["P-1"], name: ["Pump"], unit: ["EA"], family: [""], made: [true], is_mps: [true], cover: ["low"],
      safety_stock: [given.safety ?? 0], opening: [given.opening ?? 0], fence_days: [0], lead_time_days: [0], lot_multiple: [0], counts_pieces: [false], weight: [1], work: [[]],
      gross_forecast: one(given.forecast), forecast: one(given.forecast), counted_forecast: one(given.counted ?? given.forecast), orders: one(given.orders), dependent: one([]),
      receipts: one([]), mps: one(given.mps), balance: one(given.balance), atp: one(given.atp),
    },
    load: { id: [3], code: ["WC1"], name: ["Mill"], available: [[60, 60, 60, 0, 0, 300, 1200]], load: [[60, 90, 0, 0, 0, 360, 600]], setup: [[]], overtime: [[]] },
  };
}

function only(data: PlanData): ReturnType<typeof itemsOf>[number] {
  const [item] = itemsOf(data);
  if (!item) throw new Error("no item");
  return item;
}

function span(zoom: "day" | "week" | "month", index: number): ReturnType<typeof spansOf>[number] {
  const found = spansOf(STARTS, END, zoom)[index];
  if (!found) throw new Error("no span");
  return found;
}

describe("the axis", () => {
  it("shows the buckets as they are by day", () => {
    expect(spansOf(STARTS, END, "day").map(({ first, last }) => [first, last]).slice(4)).toEqual([
      ["2026-03-08", "2026-03-08"], ["2026-03-09", "2026-03-15"], ["2026-03-16", "2026-04-12"],
    ]);
  });
  it("adds the days of a week up, and leaves longer buckets whole", () => {
    expect(spansOf(STARTS, END, "week").map(({ from, end }) => [from, end])).toEqual([[0, 5], [5, 6], [6, 7]]);
  });
  it("puts a bucket into the month in which it begins", () => {
    expect(spansOf([...STARTS, END], "2026-05-11", "month").map(({ first, end }) => [first, end])).toEqual([["2026-03-04", 7], [END, 8]]);
  });
  it("names days by weekday, weeks by number, periods by both ends", () => {
    expect(titleOf(span("day", 0), "day")).toEqual({ title: "Wed", subtitle: "4 Mar", group: "Mar 2026" });
    expect(titleOf(span("week", 1), "week").title).toBe("W11");
    expect(nameOf(span("week", 2), "week")).toBe("W12–15");
  });
  it("draws a fence behind the last day inside it", () => {
    const days = spansOf(STARTS, END, "day");
    expect(days.map((_span, index) => fenceIn(days, index, "2026-03-06", STARTS))).toEqual([null, null, 1, null, null, null, null]);
    expect(days.map((span) => shareInside(span, "2026-03-06", STARTS))).toEqual([1, 1, 1, 0, 0, 0, 0]);
    expect(days.map((_span, index) => fenceIn(days, index, null, STARTS))).toEqual(days.map(() => null));
  });
  it("draws fences that end in a week where they end, two in one week apart", () => {
    const weeks = spansOf(STARTS, END, "week");
    const ends = (until: string): (number | null)[] => weeks.map((_span, index) => fenceIn(weeks, index, until, []));
    expect(ends("2026-03-05")).toEqual([2 / 5, null, null]);
    expect(ends("2026-03-07")).toEqual([4 / 5, null, null]);
    expect(ends("2026-03-09")).toEqual([null, 1 / 7, null]);
  });
  it("takes a week as inside of which only days are left on which nobody works", () => {
    const weeks = spansOf(STARTS, END, "week");
    const finishDays = [...STARTS.slice(0, 3), "2026-03-06", "2026-03-06", "2026-03-13", "2026-04-10"];
    expect(weeks.map((_span, index) => fenceIn(weeks, index, "2026-03-06", finishDays))).toEqual([1, null, null]);
    expect(weeks.map((_span, index) => fenceIn(weeks, index, "2026-03-05", finishDays))).toEqual([2 / 5, null, null]);
  });
});

describe("weeks", () => {
  it.each([["2026-01-01", "W01"], ["2027-01-01", "W53"], ["2024-12-30", "W01"]])("%s lies in %s", (day, week) => {
    expect(weekName(day)).toBe(week);
  });
  it.each([["2026-12-31", "31 Dec"], ["2027-01-04", "4 Jan 2027"]])("%s is written %s in 2026", (day, words) => {
    expect(dayMonth(day, "2026-03-04")).toBe(words);
  });
  it("do not stumble over the end of summer time", () => {
    expect(addDays("2026-10-24", 2)).toBe("2026-10-26");
  });
});

describe("sums", () => {
  const data = plan({ mps: [1, 2, 0.1, 0.2, 0, 5, 9], balance: [5, -3, 4, 4, 4, 9, 1], atp: [3, null, null, 2, null, null, 4] });
  it("adds flows up without the dust of floating point", () => {
    expect(valueOf(data, only(data), "mps", span("week", 0))).toBe(3.3);
  });
  it("takes the balance at the end of the column", () => {
    expect(valueOf(data, only(data), "balance", span("week", 0))).toBe(4);
  });
  it("adds up discrete ATP where it is said, and leaves blanks blank", () => {
    expect(valueOf(data, only(data), "atp", span("week", 0))).toBe(5);
    expect(valueOf(data, only(data), "atp", span("week", 1))).toBeNull();
  });
  it("takes cumulative ATP at the end", () => {
    const cumulative = plan({ atp: [1, 1, 1, 1, 2, 2, 2], cumulative: true });
    expect(valueOf(cumulative, only(cumulative), "atp", span("week", 0))).toBe(2);
  });
  it("reads an empty row as zeros", () => {
    expect(valueOf(data, only(data), "orders", span("week", 0))).toBe(0);
  });
  it("divides load by what is available, and has no share where there is neither", () => {
    const [load, available] = [data.load.load[0] ?? [], data.load.available[0] ?? []];
    expect(loadPercent(load, available, span("day", 1))).toBe(150);
    expect(loadPercent(load, available, span("day", 3))).toBeNull();
    expect(loadPercent([5], [0], span("day", 0))).toBe(Infinity);
    expect(percentText(150, 720)).toBe("150%");
    expect(percentText(Infinity, 750)).toBe("13 h");
    expect(percentText(Infinity, 45)).toBe("0.8 h");
  });
});

describe("how a load is shown", () => {
  const loaded = { minutes: 495, percent: 103, overtime: 15, isOver: false };
  it("is no overload where overtime carries it, in a draft either", () => {
    expect(loadLook(103, loaded, false)).toEqual({ text: "+0.3 h", overtime: true, said: "103% loaded, overtime is planned" });
    expect(loadLook(103, loaded, true)).toEqual({ text: "≈103%", overtime: true, said: "103% loaded, overtime is planned, estimated until checked" });
    expect(loadLook(120, { ...loaded, isOver: true }, true)).toEqual({ text: "≈120%", said: "overload, estimated until checked" });
    expect(loadLook(80, undefined, true)).toEqual({ text: "≈80%", said: "estimated until checked" });
  });
  it("is told in hours where there are none to divide by", () => {
    const closed = { minutes: 720, percent: Infinity, overtime: 0, isOver: true };
    expect(loadLook(Infinity, closed, false)).toEqual({ text: "12 h", said: "12 h of work on days without hours" });
  });
});

describe("the equation", () => {
  it("adds up to the balance and keeps fenced forecast apart", () => {
    const data = plan({ opening: 10, mps: [0, 5, 0, 0, 0, 0, 0], orders: [2, 0, 1, 0, 0, 0, 0], forecast: [4, 0, 0, 3, 0, 0, 0], counted: [0, 0, 0, 3, 0, 0, 0], balance: [8, 13, 12, 9, 9, 9, 9] });
    const terms = equationOf(data, only(data), span("week", 0));
    expect(terms.opening + terms.mps + terms.receipts - terms.orders - terms.forecast - terms.dependent).toBe(terms.balance);
    expect(terms.ignoredForecast).toBe(4);
  });
  it("opens with the balance of the bucket before", () => {
    const data = plan({ balance: [8, 13, 12, 9, 9, 7, 7] });
    expect(equationOf(data, only(data), span("week", 1)).opening).toBe(9);
  });
  it("tells the lowest balance inside", () => {
    const data = plan({ balance: [8, -3, 12, 9, 9, 7, 7] });
    expect(equationOf(data, only(data), span("week", 0)).lowest).toBe(-3);
  });
});

describe("a glance at a collapsed row", () => {
  it.each([
    [{ mps: [0, 4, 0, 0, 0, 0, 0], balance: [1, 1, 1, 1, 1, 1, 1] }, "mps", 4],
    [{ mps: [0, 4, 0, 0, 0, 0, 0], balance: [-1, 1, 1, 1, 1, 1, 1] }, "mps-short", 4],
    [{ balance: [1, -2, 1, 1, 1, 1, 1] }, "short", -2],
    [{ balance: [1, 3, 3, 3, 3, 3, 3], safety: 2 }, "low", 1],
    [{ balance: [2, 3, 3, 3, 3, 3, 3], safety: 2 }, "nothing", null],
  ] as const)("%j shows %s", (given, glance, value) => {
    const data = plan(given);
    expect(glanceOf(data, only(data), span("week", 0))).toEqual({ glance, value });
  });
});

describe("rows", () => {
  const spans = spansOf(STARTS, END, "week");
  it("has no row for what an item has none of", () => {
    const data = plan({ orders: [1, 0, 0, 0, 0, 0, 0] });
    const ids = itemRow(data, only(data), spans).row.children?.map(({ id }) => id);
    expect(ids).toEqual(["i7/forecast", "i7/orders", "i7/balance", "i7/mps", "i7/atp"]);
    expect(meaning("i7/orders")).toEqual({ itemId: 7, measure: "orders" });
    expect(meaning("w3")).toBeNull();
  });
  it("reckon their numbers when somebody reads them, and once", () => {
    let reads = 0;
    const { row } = itemRow(plan(), only(plan()), [{ ...span("week", 0), get from() { reads += 1; return 0; } }]);
    expect([row.children?.length, reads]).toEqual([5, 0]);
    expect([row.cells === row.cells, reads > 0]).toEqual([true, true]);
  });
  it("names the cells that a new plan changes, and only those", () => {
    const [before, after] = [plan({ mps: [0, 4, 0, 0, 0, 0, 0] }), plan({ mps: [0, 4, 0, 0, 0, 6, 0] })];
    const rowsOf = (data: PlanData): ReturnType<typeof itemRow>[] => [itemRow(data, only(data), spans)];
    expect(changedCells(rowsOf(before), rowsOf(after))).toEqual(new Set(["i7|2026-03-09", "i7/mps|2026-03-09"]));
    expect(changedCells(rowsOf(before), rowsOf(before)).size).toBe(0);
    expect(changedCells([], rowsOf(after)).size).toBe(0);
  });
});

describe("heat rows", () => {
  it("tell the peak and when it is", () => {
    const data = plan();
    const [quiet] = heatRows({ ...data, load: { ...data.load, load: [[60, 30, 0, 0, 0, 150, 600]] } }, spansOf(STARTS, END, "week"), "week");
    expect(quiet?.row.cells["measure"]).toBe("peak 50% · W10");
    expect(quiet?.row.kind).toBe("heat");
    expect(quiet?.worst).toBe("normal");
  });
  it("tell an overload from overtime that carries it", () => {
    const data = plan();
    const over = heatRows(data, spansOf(STARTS, END, "week"), "week")[0];
    expect([over?.worst, over?.row.cells["measure"], over?.brief]).toEqual(["over", "overload 120% · W11", "120% · W11"]);
    const bought = { ...data, load: { ...data.load, overtime: [[0, 0, 0, 0, 0, 60, 0]] } };
    const carried = heatRows(bought, spansOf(STARTS, END, "week"), "week")[0];
    expect([carried?.worst, carried?.row.cells["measure"], carried?.brief]).toEqual(["overtime", "1 h overtime", "1 h"]);
    expect(Object.keys(carried?.states ?? {})).toEqual(["2026-03-09"]);
    expect(worstLoads(bought, spansOf(STARTS, END, "week"))).toEqual([]);
    expect([overtimeText(390), overtimeText(720), overtimeText(2), overtimeText(3)]).toEqual(["+6.5 h", "+12 h", "+2 min", "+0.1 h"]);
  });
  it("tell overtime where it was bought, also in a week that has room", () => {
    const data = plan();
    const load = { ...data.load, load: [[60, 90, 0, 0, 0, 150, 600]], overtime: [[0, 30, 0, 0, 0, 0, 0]] };
    const states = (zoom: "day" | "week" | "month"): string[] =>
      Object.keys(heatRows({ ...data, load }, spansOf(STARTS, END, zoom), zoom)[0]?.states ?? {});
    expect(states("day")).toEqual([STARTS[1]]);
    expect(states("week")).toEqual([STARTS[0]]);
    expect(states("month")).toHaveLength(1);
    const without = { ...data, load: { ...load, overtime: [[]], load: [[60, 60, 0, 0, 0, 150, 600]] } };
    expect(heatRows(without, spansOf(STARTS, END, "week"), "week")[0]?.states).toEqual({});
  });
});

describe("bought overtime", () => {
  it("is counted wherever it is, also in a week that is not full", () => {
    const data = plan();
    const bought = { ...data, load: { ...data.load, load: [[60, 90, 0, 0, 0, 270, 600]], overtime: [[0, 30, 0, 0, 0, 30, 0]] } };
    const [heat] = heatRows(bought, spansOf(STARTS, END, "week"), "week");
    expect(heat?.row.cells["measure"]).toBe("1 h overtime");
    expect(Object.values(heat?.states ?? {}).map(stateOf)).toEqual(["overtime", "overtime"]);
  });
});

describe("filters", () => {
  it("are chosen by an address that leads here, if there is such a one", () => {
    expect([filterAsked("?site=S1&show=shortage"), filterAsked("?show=nothing"), filterAsked("")]).toEqual(["shortage", null, null]);
  });

  const [low] = itemsOf(plan());
  const items = low ? [low, { ...low, id: 8, code: "V-2", name: "Válve", cover: "shortage" as const }, { ...low, id: 9, code: "C-3", isMps: false }] : [];
  it("count what each filter shows", () => {
    expect(counts(items, false)).toEqual({ all: 2, "at-risk": 2, shortage: 1 });
    expect(counts(items, true).all).toBe(3);
  });
  it("find by code or name, in any case and width", () => {
    const found = (text: string): string[] => shown(items, { filter: "all", allLevels: false, text }).map(({ code }) => code);
    expect(found("ｖ-2")).toEqual(["V-2"]);
    expect(found("pump p-")).toEqual(["P-1"]);
    expect(found("c-3")).toEqual([]);
  });
  it("show every level where nothing is marked for the schedule", () => {
    const unmarked = items.map((item) => ({ ...item, isMps: false }));
    expect(counts(unmarked, false).all).toBe(3);
  });
});

describe("what to look at first", () => {
  const spans = spansOf(STARTS, END, "week");
  it("is what is worth most, from the day itself on every time scale", () => {
    const data = plan({ balance: [1, -1, 1, 1, 1, -2, -5] });
    const [dear, cheap] = [{ ...only(data), cover: "shortage" as const }, { ...only(data), cover: "shortage" as const, place: 1, code: "A-1" }];
    const both: PlanData = { ...data, items: { ...data.items, weight: [1, 0.01], balance: [data.items.balance[0] ?? [], [-50, 1, 1, 1, 1, 1, 1]] } };
    for (const zoom of ["day", "week", "month"] as const) {
      expect(worstShortages(both, [cheap, dear], spansOf(STARTS, END, zoom)).map(({ item, from, lowest, value }) => [item.code, from, lowest, value])).toEqual([
        ["P-1", "2026-03-05", -5, 5], ["A-1", "2026-03-04", -50, 0.5],
      ]);
    }
  });
  it("is no shortage after 26 weeks, nor the dust of floating point", () => {
    const starts = ["2026-03-02", "2026-08-30", "2026-08-31"];
    const data = { ...plan({ balance: [-1e-9, -3, -9] }), bucket_starts: starts };
    const item = { ...only(data), cover: "shortage" as const };
    expect(worstShortages(data, [item], spansOf(starts, "2026-09-28", "week"))).toMatchObject([{ from: "2026-08-30", lowest: -3 }]);
  });
  it("is nothing where nothing is short", () => {
    const data = plan({ balance: [1, 1, 1, 1, 1, 1, 1] });
    expect(worstShortages(data, [only(data)], spans)).toEqual([]);
  });
  it("names the weeks in which a work centre is asked for more than it has", () => {
    const weeks = spansOf(STARTS, END, "week");
    expect(worstLoads(plan(), weeks)).toMatchObject([{ place: 0, span: { first: "2026-03-09" }, percent: 120 }]);
  });
});

describe("the sparkline", () => {
  it("always shows zero and the safety stock", () => {
    expect(scaleOf([5, 6], 9)).toEqual({ low: 0, high: 9 });
    expect(yOf(9, scaleOf([5], 9))).toBeLessThan(yOf(0, scaleOf([5], 9)));
  });
  it("stretches buckets to their length in time", () => {
    const [first, second] = points([1, 2], [0, 1], 8, scaleOf([1, 2], 0));
    expect((second?.[0] ?? 0) / (first?.[0] ?? 1)).toBe(8);
  });
});
