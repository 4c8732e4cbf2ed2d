/** What the API says of promises, as the page reads it. */

export type Standing = "held" | "confirmed" | "at_risk" | "not_kept" | "broken" | "kept" | "over";

export interface Backing { readonly kind: "uncommitted" | "lot" | "minutes"; readonly code: string; readonly day: string; readonly quantity: number }
export interface Promised {
  readonly id: number;
  readonly state: string;
  readonly standing: Standing;
  readonly order: string;
  readonly line: number;
  readonly order_line: number;
  readonly customer: string;
  readonly customer_name: string;
  readonly site: string;
  readonly item: string;
  readonly item_name: string;
  readonly unit: string;
  readonly quantity: number;
  readonly promised_date: string | null;
  readonly planned_date: string | null;
  readonly slack_days: number | null;
  readonly first_quantity: number;
  readonly first_date: string;
  readonly held_until: string | null;
  readonly probability: number | null;
  /** Working days of slack with which it is 80 % sure; null: too few past deliveries to say. */
  readonly slack_days_80: number | null;
  readonly made_by: string;
  readonly backing: readonly Backing[];
}
export interface Notice {
  readonly id: number;
  readonly tone: string;
  readonly at: string;
  readonly order: string;
  readonly line: number;
  readonly customer: string;
  readonly customer_name: string;
  readonly item: string;
  readonly address: string;
  readonly sentence: string;
  readonly reason: string;
  readonly moves: string;
}
export interface Option {
  readonly way: "later" | "part" | "other_site" | "overtime" | "ahead";
  readonly date: string | null;
  readonly quantity: number;
  readonly site: string;
  readonly doable: boolean;
  readonly probability: number | null;
  readonly rest_date: string | null;
  readonly minutes: number;
  readonly cost: number;
}
export interface Figure { readonly kept: number; readonly given: number; readonly share: number | null; readonly low: number | null; readonly high: number | null }
export interface Page<T> { readonly count: number; readonly results: readonly T[]; readonly unseen?: number }

/** Seconds that a hold still lasts; null for what is not held. */
export function secondsLeft(one: Promised, now: number): number | null {
  return one.state === "held" && one.held_until ? (Date.parse(one.held_until) - now) / 1000 : null;
}

export const isAlive = ({ standing }: Promised): boolean => !["kept", "over"].includes(standing);
export const isInDanger = ({ standing, state }: Promised): boolean => ["not_kept", "broken", "at_risk"].includes(standing) && ["held", "confirmed"].includes(state);
