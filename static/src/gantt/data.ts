/** A window of a plan as the server sends it (mps/gantt_views.py, bars). Pure. */

import type { Standing } from "../shell/frame";

export interface GanttCenter {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  /** Minutes by day of the window. */
  readonly available: readonly number[];
  /** That may be bought on top. */
  readonly overtime: readonly number[];
}

export type LotStatus = "on_time" | "at_risk" | "late";

export interface GanttLot {
  readonly key: string;
  readonly item_id: number;
  readonly code: string;
  readonly name: string;
  readonly family: string;
  readonly unit: string;
  readonly quantity: number;
  readonly start: string;
  readonly finish: string;
  readonly firm: boolean;
  /** It starts inside its item's frozen fence. */
  readonly frozen: boolean;
  readonly begun: boolean;
  /** The worst of the order lines that it is for in the end. */
  readonly status: LotStatus;
  /** Days from the plan's first one that its item's frozen fence covers. */
  readonly fence: number;
}

export interface GanttBar {
  /** Places in the lists of the plan. */
  readonly lot: number;
  readonly center: number;
  readonly steps: readonly number[];
  /** Number of the window's day on which it begins; below 0 where that is before the window. */
  readonly first: number;
  /** By day, from `first` to the last one. */
  readonly minutes: readonly number[];
}

export interface GanttPlan {
  readonly plan_id: number;
  readonly revision: number;
  readonly start: string;
  readonly horizon_end: string;
  readonly first: string;
  readonly last: string;
  readonly cut: number;
  readonly fences: { readonly demand_until: string | null; readonly planning_until: string | null };
  /** A digit for each day of the plan: 1 where any work centre works. */
  readonly open_days: string;
  readonly centers: readonly GanttCenter[];
  readonly lots: readonly GanttLot[];
  readonly bars: readonly GanttBar[];
}

/** An order of ours that is being made: its work is no longer planned. */
export interface Released {
  readonly document: string;
  readonly item_id: number;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly quantity: number;
  /** Reported as received, from 0 to 1. */
  readonly share: number;
  readonly first: string;
  readonly last: string;
  readonly overdue: boolean;
}

/** By item and step: work centres (ids) that can do it, each with the factor of its time. */
export type Choices = Readonly<Record<string, Readonly<Record<string, readonly (readonly [center: number, factor: number])[]>>>>;

export interface BarsAnswer {
  readonly standing: Standing;
  readonly plan: GanttPlan | null;
  /** Keys of lots that people have fixed by hand. */
  readonly held: readonly string[];
  readonly choices: Choices;
  readonly released: readonly Released[];
}

export interface ChainEnd {
  readonly lot: string;
  readonly label: string;
  readonly customer: string;
  readonly line_id: number | null;
  readonly due: string;
  readonly status: string;
}

export interface ChainAnswer {
  readonly links: readonly (readonly [component: string, taker: string])[];
  readonly ends: readonly ChainEnd[];
  readonly cut: boolean;
}
