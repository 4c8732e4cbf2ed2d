import { describe, expect, it } from "vitest";

import { speed } from "../input/edge-scroll";
import type { GanttBar } from "../data";
import { lot, START, world } from "./imagined";
import { stackingOf } from "./lanes";
import { layoutOf, yOf } from "./layout";
import { isRefused } from "./moves";
import { dropAll, lotsOf, mayLock, moveAllBy, reroutedBy, toggleAllFirm } from "./moves-of-many";
import { scaleOf } from "./scale";
import { Selection, within } from "./selection";
import { type Bar, barsOf, type World } from "./world";

const LOTS = ["A", "B", "C"].map((key) => lot(key));
const BARS: GanttBar[] = [
  { lot: 0, center: 0, steps: [10], first: 8, minutes: [480, 240] }, { lot: 1, center: 0, steps: [10], first: 10, minutes: [480] },
  { lot: 2, center: 1, steps: [10], first: 8, minutes: [480] }, { lot: 0, center: 2, steps: [20], first: 10, minutes: [60] },
];

function several(change: Parameters<typeof world>[0] = {}): { given: World; bars: Bar[] } {
  const given = world({ lots: LOTS, bars: BARS, ...change });
  return { given, bars: barsOf(given) };
}

describe("a selection", () => {
  it("is one bar, grows by one more, and loses what is toggled again", () => {
    const selection = new Selection();
    selection.only("A");
    selection.extend("B");
    selection.toggle("C");
    expect([[...selection.all], selection.active]).toEqual([["A", "B", "C"], "C"]);
    selection.toggle("C");
    expect([[...selection.all], selection.active]).toEqual([["A", "B"], "B"]);
    selection.only(null);
    expect([selection.all.size, selection.active]).toEqual([0, null]);
  });
  it("forgets what is no longer shown, and goes on from another", () => {
    const selection = new Selection();
    selection.several(["A", "B"]);
    expect(selection.keep((id) => id !== "A")).toBe(true);
    expect([[...selection.all], selection.active]).toEqual([["B"], "B"]);
    expect(selection.keep(() => true)).toBe(false);
  });
});

describe("a lasso", () => {
  const { given, bars } = several();
  const layout = layoutOf(bars, [0, 1, 2], given.plan.centers, scaleOf(START, START, "2026-03-29", "day"), stackingOf("day", 28));
  const whole = { x: 0, y: 0, toX: layout.width, toY: layout.height };
  it("catches what it touches, drawn in whichever direction", () => {
    expect(within(layout, whole)).toHaveLength(4);
    expect(within(layout, { x: whole.toX, y: whole.toY, toX: 0, toY: 0 })).toHaveLength(4);
    const [row] = layout.rows;
    const [one] = row?.bars ?? [];
    if (!row || !one) throw new Error("no bar");
    const y = yOf(layout, row, one) + 2;
    expect(within(layout, { x: one.x + 2, y, toX: one.x + 4, toY: y + 1 })).toEqual([one.bar.id]);
    expect(within(layout, { x: 0, y: 0, toX: one.x - 1, toY: layout.height })).toEqual([]);
  });
});

describe("several bars", () => {
  it("move each lot once, all by the same days", () => {
    const { given, bars } = several();
    const outcome = moveAllBy(given, bars, 1);
    expect(!isRefused(outcome) && [...outcome.values()].filter(Boolean)).toEqual(["A", "B", "C"].map((key) => ({ kind: "move", lot_key: key, finish_date: "2026-03-12" })));
    expect(lotsOf(bars)).toHaveLength(3);
  });
  it("move all or none, and the reason names the lot", () => {
    const { given, bars } = several({ lots: [LOTS[0] as never, lot("steer/4/1", { code: "VALVE" }), LOTS[2] as never] });
    const outcome = moveAllBy(given, bars, 1);
    expect(isRefused(outcome) && outcome).toMatch(/^VALVE: .*Nothing was changed\.$/);
  });
  it("keep their rows when they are dropped on another one", () => {
    const { given, bars } = several();
    const [bar] = bars as [Bar];
    const outcome = dropAll(given, bars, bar, { finish: 10, center: 1, days: 1 });
    expect(!isRefused(outcome) && [...outcome.values()].filter(Boolean).map((step) => step?.kind)).toEqual(["move", "move", "move"]);
    expect(dropAll(given, bars, bar, { finish: 9, center: 1, days: 0 })).toEqual(new Map());
    expect(reroutedBy(given, bars, 1)).toMatch(/one bar/);
    expect(isRefused(reroutedBy(given, [bar], 1))).toBe(false);
  });
  it("become firm where any is not, and free where all are", () => {
    const mixed = several({ lots: [lot("A", { firm: true }), lot("B"), lot("C")], held: ["A", "B", "C"] });
    const firmed = toggleAllFirm(mixed.given, mixed.bars);
    expect(!isRefused(firmed) && [...firmed.keys()]).toEqual(["firm/B", "firm/C"]);
    const all = several({ lots: LOTS.map((one) => ({ ...one, firm: true })), held: ["A", "B", "C"] });
    const freed = toggleAllFirm(all.given, all.bars);
    expect(!isRefused(freed) && [...freed.values()].map((step) => step?.kind)).toEqual(["unfirm", "unfirm", "unfirm"]);
  });
  it("are offered to be set free only where that can be: not inside the fence, nor moved, but where a quantity is given back", () => {
    const firm = LOTS.map((one) => ({ ...one, firm: true }));
    const offered = (change: Parameters<typeof world>[0]): boolean => {
      const { given, bars } = several(change);
      return mayLock(given, bars);
    };
    expect(offered({})).toBe(true);
    expect(offered({ lots: firm, held: ["A", "B", "C"] })).toBe(true);
    expect(offered({ lots: firm, held: [] })).toBe(false);
    expect(offered({ steps: ["A", "B", "C"].map((key) => ({ kind: "move", lot_key: key, finish_date: "2026-03-13" })) })).toBe(false);
    expect(offered({ lots: [lot("steer/4/1", { firm: true }), ...firm.slice(1)] })).toBe(true);
  });
});

describe("the edge", () => {
  it("scrolls the faster the nearer, and not in the middle", () => {
    expect([speed(500, 184, 1000), speed(999, 184, 1000) > speed(970, 184, 1000), speed(185, 184, 1000) < 0, speed(2000, 184, 1000)]).toEqual([0, true, true, 18]);
  });
});
