/** The server's answers (mps/views.py, quote), and what they mean. Pure. */

import { addDays, daysBetween } from "../master-schedule/dates";
import { frame, type Standing } from "../shell/frame";

export interface ItemName { readonly code: string; readonly name: string; readonly unit: string }
export interface Delivery { readonly quantity: number; readonly date: string }
export interface Week { readonly first_date: string; readonly last_date: string; readonly quantity: number; readonly cumulative_quantity: number }
/** The probability (0 to 1) of the promised date, and the first dates that are 80 % and 95 % sure; null: none is. */
export interface Sureness { readonly probability: number; readonly date_80: string | null; readonly date_95: string | null }
/** `sure_80` and `sure_95`: all of it, on the first later day that is so sure. */
export type WayKind = "whole" | "split" | "partial" | "sure_80" | "sure_95" | "overtime" | "site";
export interface Way {
  readonly kind: WayKind;
  readonly deliveries: readonly Delivery[];
  readonly texts: Readonly<Record<string, string>>;
  /** The day by which what it rests on is ready: from then to the delivery lies time for what comes late. */
  readonly ready_date?: string | null;
  /** The rest is there for overtime and other sites (mps/other_ways_views.py): minutes beyond what the plan has bought, and their price. */
  readonly site?: { readonly code: string; readonly name: string };
  readonly minutes?: number;
  readonly cost?: number;
  readonly currency?: string;
  readonly may_hold?: boolean;
  readonly sureness?: Sureness | null;
}

export interface Answered {
  /** `beyond_horizon`: the plan does not reach to the wanted date, so that nothing can be promised for it. */
  readonly state: "answered" | "not_in_horizon" | "beyond_horizon";
  readonly standing: Standing;
  readonly item: ItemName;
  /** For whom it was asked; null: for nobody in particular. */
  readonly customer: { readonly code: string; readonly name: string } | null;
  readonly quantity: number;
  readonly wanted_date: string | null;
  /** What the wanted date means: itself, or the working day before it. */
  readonly due_date: string | null;
  readonly horizon_last_date: string;
  readonly earliest_date: string | null;
  readonly delivery_date: string | null;
  readonly from_uncommitted: number;
  /** Of the promised date; null: not enough history. */
  readonly sureness: Sureness | null;
  readonly ways: readonly Way[];
  readonly weeks: readonly Week[];
  readonly why_not: string;
}
export interface Unknown { readonly state: "unknown_item"; readonly standing: Standing; readonly closest: readonly ItemName[] }
export interface Wrong { readonly state: "no_quantity" | "no_date" | "no_customer"; readonly standing: Standing; readonly reason: string }
export interface NoPlan { readonly state: "no_plan"; readonly standing: Standing }
export type Answer = Answered | Unknown | Wrong | NoPlan;

export type Slack =
  | { readonly kind: "late"; readonly days: number }
  /** `isDayBefore`: nothing leaves on the requested day, so the working day before it is meant. */
  | { readonly kind: "on-time"; readonly earlierDays: number; readonly isDayBefore: boolean };

/** How the promised date stands to the wanted one; null where no date was wanted or none can be promised. */
export function slackOf({ wanted_date: wanted, due_date: due, delivery_date: delivery, earliest_date: earliest }: Answered): Slack | null {
  if (wanted === null || due === null || delivery === null) return null;
  const late = daysBetween(wanted, delivery);
  if (late > 0) return { kind: "late", days: late };
  return { kind: "on-time", earlierDays: earliest === null ? 0 : Math.max(0, daysBetween(earliest, due)), isDayBefore: due < wanted };
}

/** Whether there is something to win: it is later than wanted, or than today where nothing was, or there is no date. */
export function isLate({ delivery_date: delivery, due_date: due }: Answered): boolean {
  return delivery === null || daysBetween(due ?? frame.today, delivery) > 0;
}

/** How many days a way is sooner than all of it in one delivery; null where that is not possible at all. */
export function daysSooner({ deliveries: [first] }: Way, { delivery_date: delivery }: Answered): number | null {
  return delivery === null || !first ? null : daysBetween(first.date, delivery);
}

export function isBetterThan(way: Way, answer: Answered): boolean {
  const days = daysSooner(way, answer);
  return days === null || days > 0;
}

export function isSurer({ kind }: Way): boolean {
  return kind === "sure_80" || kind === "sure_95";
}

/** What tells two ways apart. */
export function keyOfWay({ kind, site }: Way): string {
  return kind === "site" ? `site:${site?.code ?? ""}` : kind;
}

export function holds(week: Week, date: string | null): boolean {
  return date !== null && week.first_date <= date && date < addDays(week.last_date, 1);
}
