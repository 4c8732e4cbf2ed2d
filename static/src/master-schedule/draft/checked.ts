/** What a worker says of a draft: the plan that the engine would make of it, and what it can't keep. Pure. */

import type { Figures, ItemColumns, LoadColumns, Measure, Numbers, PlanData } from "../plan";
import { coverOf, figuresNow } from "./figures-now";
import { isCellStep, type Step } from "./steps";

export interface Violation {
  /** Which step of the draft, where it is about one. */
  readonly step: number | null;
  readonly code: string;
  readonly text: string;
  /** Publishing is refused because of it; else the person decides. */
  readonly refuses: boolean;
  readonly item_id?: number | null;
  readonly bucket?: string | null;
  readonly work_center_id?: number | null;
}

export interface MovedOrder {
  readonly line_id: number;
  readonly order: string;
  readonly customer?: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly breaks?: boolean;
}

/** Of the lines due inside 13 weeks; null: there is none. */
export interface OnTimeShares {
  readonly on_time_promised_share: number | null;
  readonly on_time_requested_share: number | null;
}

/**
 * Lines by what becomes of them; pairs of work centre and week; the stock in the site's currency; minutes of overtime
 * that the plan buys, those that people added beyond the shifts, and what the latter cost.
 */
export interface PlanFigures extends OnTimeShares {
  readonly on_time: number;
  readonly at_risk: number;
  readonly late: number;
  readonly not_planned: number;
  readonly short_items: number;
  readonly overloaded_center_weeks: number;
  readonly stock_value: number;
  readonly overtime_minutes: number;
  readonly added_minutes: number;
  readonly added_cost: number;
}

/** The terms of what the engine reckons with that are paid. */
export interface Cost {
  readonly overtime: number;
  readonly setup: number;
  readonly holding: number;
}

export interface CheckAnswer {
  /** What says of which steps this is; sent when they are published. */
  readonly checked?: string;
  /** There was no time to see whether the better plan that follows most plans changes this again. */
  readonly may_improve?: boolean;
  readonly violations: readonly Violation[];
  /** By id, and only what differs from the published plan: rows as `rows/` gives them. */
  readonly items: Readonly<Record<string, Partial<Record<Measure, Numbers>>>>;
  readonly loads: Readonly<Record<string, Partial<Record<(typeof LOADS)[number], Numbers>>>>;
  readonly changed: {
    /** Lots that are gone, or have another quantity or finish. */
    readonly lots: number;
    readonly new_lots: number;
    readonly orders: readonly MovedOrder[];
    /** Lines of others that the person may not see. */
    readonly others_moved: number;
    /** Those of them that become late by the draft. */
    readonly others_broken: number;
    readonly cost_before: Cost | null;
    readonly cost_after: Cost | null;
    readonly figures_before?: PlanFigures | null;
    readonly figures_after?: PlanFigures | null;
  };
}

/** How many lines become late by the draft. */
export function brokenPromises({ changed: { orders, others_broken: others } }: CheckAnswer): number {
  return orders.filter(({ breaks }) => breaks).length + others;
}

export interface Checked {
  readonly answer: CheckAnswer;
  /** The plan as the engine would make it of the draft. */
  readonly plan: PlanData;
  readonly steps: readonly Step[];
}

const MEASURES: readonly Measure[] = ["forecast", "counted_forecast", "orders", "dependent", "receipts", "mps", "balance", "atp"];
const LOADS = ["available", "load", "setup", "overtime"] as const;

/** The published plan with the rows of the answer in place of its own. */
export function checkedPlan(base: PlanData, answer: CheckAnswer): PlanData {
  const items = { ...base.items };
  for (const measure of MEASURES) {
    items[measure] = base.items[measure].map((row, place) => answer.items[String(base.items.id[place])]?.[measure] ?? row);
  }
  const cover = base.items.cover.map((was, place) =>
    answer.items[String(base.items.id[place])] ? coverOf(items.balance[place] ?? [], items.safety_stock[place] ?? 0, base.bucket_starts) : was);
  const plan = { ...base, items: { ...items, cover } satisfies ItemColumns, load: loadsOf(base.load, answer.loads) };
  return { ...plan, figures: { ...figuresNow(plan), ...onTimeOf(answer) } };
}

/** The engine has planned the orders, too: what is on time is the draft's. */
function onTimeOf({ changed: { figures_after: after } }: CheckAnswer): Partial<Figures> {
  if (!after) return {};
  const { on_time_promised_share, on_time_requested_share } = after;
  return { on_time_promised_share, on_time_requested_share, on_time_is_checked: true };
}

function loadsOf(base: LoadColumns, found: CheckAnswer["loads"]): LoadColumns {
  const loads = { ...base };
  for (const name of LOADS) loads[name] = base[name].map((row, place) => found[String(base.id[place])]?.[name] ?? row);
  return loads;
}

export interface Where {
  readonly itemId: number | null;
  readonly measure: "mps" | "forecast";
  readonly centerId: number | null;
  readonly day: string | null;
}

/** The cell that a violation is about: its step's, where it names none itself. */
export function whereIs(violation: Violation, steps: readonly Step[]): Where {
  const step = violation.step === null ? undefined : steps[violation.step];
  const own = { itemId: violation.item_id ?? null, centerId: violation.work_center_id ?? null, day: violation.bucket ?? null };
  if (!step || !isCellStep(step)) return { ...own, measure: "mps" };
  return { itemId: own.itemId ?? step.item_id, centerId: own.centerId, day: own.day ?? step.bucket, measure: step.kind === "forecast" ? "forecast" : "mps" };
}
