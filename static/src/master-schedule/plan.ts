/** The plan as the server sends it (mps/views.py, rows), and how to read it. Pure. */

import type { Standing } from "../shell/frame";

/** One number per bucket; an empty list means zeros; null where the row says nothing. */
export type Numbers = readonly (number | null)[];
export type Cover = "shortage" | "low" | "covered";
export type Measure = "gross_forecast" | "forecast" | "counted_forecast" | "orders" | "dependent" | "receipts" | "mps" | "balance" | "atp";

export interface ItemColumns extends Record<Measure, readonly Numbers[]> {
  readonly id: readonly number[];
  readonly code: readonly string[];
  readonly name: readonly string[];
  readonly unit: readonly string[];
  readonly family: readonly string[];
  readonly made: readonly boolean[];
  readonly is_mps: readonly boolean[];
  readonly cover: readonly Cover[];
  readonly safety_stock: readonly number[];
  readonly opening: readonly number[];
  /** Of the demand time fence. */
  readonly fence_days: readonly number[];
  readonly lead_time_days: readonly number[];
  /** 0: lots may be of any quantity. */
  readonly lot_multiple: readonly number[];
  /** Whether its unit counts whole things. */
  readonly counts_pieces: readonly boolean[];
  /** Price against the dearest item's. */
  readonly weight: readonly number[];
  readonly work: readonly (readonly StepWork[])[];
}

/** A step of an item's routing: the work centre's id, minutes of a lot's set-up, run minutes of a piece. */
export type StepWork = readonly [center: number, setup: number, run: number];

export interface LoadColumns {
  readonly id: readonly number[];
  readonly code: readonly string[];
  readonly name: readonly string[];
  /** Minutes. */
  readonly available: readonly Numbers[];
  readonly load: readonly Numbers[];
  readonly setup: readonly Numbers[];
  readonly overtime: readonly Numbers[];
  /** In the site's currency. */
  readonly overtime_cost_per_hour?: readonly number[];
}

export interface Figures {
  readonly on_time_promised_share: number | null;
  readonly on_time_requested_share: number | null;
  readonly short_items: number;
  readonly overloaded_center_weeks: number;
  readonly overtime_minutes: number;
  readonly booked_share: number | null;
  readonly open_order_value: number;
  /** Of a draft: a check has planned the orders, too. */
  readonly on_time_is_checked?: boolean;
}

export interface PlanData {
  readonly plan_id: number;
  readonly revision: number;
  readonly currency: string;
  readonly atp_is_cumulative: boolean;
  /** ISO dates; a bucket ends where the next begins, the last one at `horizon_end`. */
  readonly bucket_starts: readonly string[];
  readonly horizon_end: string;
  /** For each bucket: when a lot is finished that is asked for by its end, the last working day until then (mps/steering/limits.py). */
  readonly finish_days: readonly string[];
  readonly fences: { readonly demand_until: string | null; readonly planning_until: string | null };
  readonly figures: Figures;
  readonly items: ItemColumns;
  readonly load: LoadColumns;
}

export interface RowsAnswer {
  readonly standing: Standing;
  readonly plan: PlanData | null;
}

/** One item, by its place in the columns. */
export interface Item {
  readonly place: number;
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly family: string;
  readonly made: boolean;
  readonly isMps: boolean;
  readonly cover: Cover;
  readonly safetyStock: number;
  readonly opening: number;
  readonly fenceDays: number;
  readonly leadTimeDays: number;
  readonly lotMultiple: number;
  readonly countsPieces: boolean;
}

/** A value of a column, which the server sends for every item. */
function of<T>(column: readonly T[], place: number, missing: T): T {
  return column[place] ?? missing;
}

/** The items in the server's order (by code). */
export function itemsOf({ items }: PlanData): Item[] {
  return items.id.map((id, place) => ({
    place,
    id,
    code: of(items.code, place, ""),
    name: of(items.name, place, ""),
    unit: of(items.unit, place, ""),
    family: of(items.family, place, ""),
    made: of(items.made, place, false),
    isMps: of(items.is_mps, place, false),
    cover: of(items.cover, place, "covered"),
    safetyStock: of(items.safety_stock, place, 0),
    opening: of(items.opening, place, 0),
    fenceDays: of(items.fence_days, place, 0),
    leadTimeDays: of(items.lead_time_days, place, 0),
    lotMultiple: of(items.lot_multiple, place, 0),
    countsPieces: of(items.counts_pieces, place, false),
  }));
}

export function numbersOf(plan: PlanData, item: Item, measure: Measure): Numbers {
  return plan.items[measure][item.place] ?? [];
}

/** Whether a draft gives an item other rows than the published plan: rows that stay are the same ones. */
export function hasOtherRows(plan: PlanData, published: PlanData, { place }: Pick<Item, "place">): boolean {
  return (["mps", "forecast", "balance", "atp"] as const).some((measure) => plan.items[measure][place] !== published.items[measure][place]);
}

/** The same of a work centre, by its place. */
export function hasOtherLoad({ load }: PlanData, published: PlanData, place: number): boolean {
  return load.load[place] !== published.load.load[place] || load.available[place] !== published.load.available[place];
}

/** The number of a bucket: zero where the row is all zeros, null where it says nothing. */
export function at(row: Numbers, bucket: number): number | null {
  return row.length === 0 ? 0 : (row[bucket] ?? null);
}
