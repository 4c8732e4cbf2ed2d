/** What the server says of a rush order (mps/rush_api.py), and what it means. Pure. */

import { daysBetween } from "../master-schedule/dates";
import type { Impact } from "../orders/impact";
import { t, tn } from "../shell/i18n";

export type WayKind = "squeeze" | "overtime" | "move";

export interface Way {
  readonly kind: WayKind;
  readonly state: "possible" | "same" | "impossible";
  readonly priority: number | null;
  /** For which day the order is promised when it is entered; null: the plan promises one. */
  readonly promised_date: string | null;
  readonly words: string;
  readonly impact: (Impact & { readonly plan_id: number }) | null;
}

export interface NamedLine {
  readonly line_id: number;
  readonly version: number;
  readonly line: string;
  readonly customer: string;
  readonly item: string;
  readonly priority: number;
  readonly requested_date: string;
  readonly promised_date: string | null;
  readonly slack_days: number | null;
  readonly state: string;
  readonly reasons: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly days: number;
  readonly bottleneck: string;
  readonly plan_age_seconds: number | null;
  readonly ways: readonly Way[];
  readonly lines: readonly NamedLine[];
}

export function titleOf(kind: WayKind): string {
  return { squeeze: t("Squeeze it in"), overtime: t("Overtime, no promise broken"), move: t("Move named orders") }[kind];
}

export function meaningOf({ kind, priority }: Way): string {
  if (kind === "squeeze") return t("Promised, at the highest priority; nothing else is changed. Overtime is bought where it saves a date.");
  if (kind === "move") return t("Promised, at the highest priority, with the lines below wanted later. Their promises go along: ask those customers first.");
  if (priority === null) return t("As urgent as it can be without breaking a promise of others; overtime up to the limit.");
  return t("At priority {priority}, the most urgent that breaks no promise of others; overtime up to the limit.", { priority });
}

/** How the day on which it is ready stands to the wanted one. */
export function standing(ready: string | null, wanted: string): { status: "on_time" | "late"; words: string } {
  if (ready === null) return { status: "late", words: t("Not within the horizon") };
  const days = daysBetween(wanted, ready);
  if (days <= 0) return { status: "on_time", words: t("In time") };
  return { status: "late", words: tn("{count} day late", "{count} days late", days) };
}

/** A way can be chosen where it has a plan: also one that makes no difference. */
export function canChoose(way: Way): boolean {
  return way.impact !== null && way.state !== "impossible";
}
