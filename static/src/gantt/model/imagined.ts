/** For tests: a plan of four weeks, with one lot where none are given. */

import type { Step } from "../../master-schedule/draft/steps";
import type { BarsAnswer, GanttBar, GanttLot, GanttPlan } from "../data";
import { type Bar, barsOf, type World, worldOf } from "./world";

/** Monday, 2 March 2026, and four weeks of five working days. */
export const START = "2026-03-02";
export const DAYS = 28;
export const OPEN = "1111100".repeat(4);
export const MILL = 1;
export const LATHE = 2;

export function lot(key: string, change: Partial<GanttLot> = {}): GanttLot {
  return {
    key, item_id: 7, code: "PUMP", name: "Gear pump", family: "Pumps", unit: "EA", quantity: 10, start: "2026-03-10", finish: "2026-03-11",
    firm: false, frozen: false, begun: false, status: "on_time", fence: 3, ...change,
  };
}

export interface Given { lots?: readonly GanttLot[]; bars?: readonly GanttBar[]; steps?: readonly Step[]; held?: readonly string[]; today?: string }

/** Lot A on the mill, 480 minutes on Tuesday the 10th and 240 on Wednesday. */
export function world({ lots = [lot("A")], bars = [{ lot: 0, center: 0, steps: [10], first: 8, minutes: [480, 240] }], steps = [], held = [], today = START }: Given = {}): World {
  const available = [...OPEN].map((digit) => Number(digit) * 480);
  const center = (id: number, code: string): GanttPlan["centers"][number] => ({ id, code, name: "", available, overtime: available.map(() => 0) });
  const plan: GanttPlan = {
    plan_id: 1, revision: 1, start: START, horizon_end: "2026-03-30", first: START, last: "2026-03-29", cut: 0,
    fences: { demand_until: "2026-03-04", planning_until: null }, open_days: OPEN,
    centers: [center(MILL, "M-1"), center(LATHE, "L-1"), center(3, "S-1")], lots, bars,
  };
  const choices: BarsAnswer["choices"] = { 7: { 10: [[MILL, 1], [LATHE, 2]] } };
  return worldOf({ standing: null as never, plan, held, choices, released: [] }, steps, today);
}

export function only(given: World): Bar {
  const [bar] = barsOf(given);
  if (!bar) throw new Error("no bar");
  return bar;
}
