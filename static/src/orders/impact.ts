/** What a change would do, as the server tells it (mps/preview_api.py), and how that is drawn. */

import { dayMonth } from "../master-schedule/dates";
import { drawing, make, pill } from "../master-schedule/dom";
import { frame } from "../shell/frame";
import { ask, Refused } from "../shell/api";
import { duration, number, t, tn } from "../shell/i18n";

export interface Move {
  readonly line_id: number;
  readonly line: string;
  readonly customer: string;
  readonly item: string;
  /** ISO; null: not within the horizon. */
  readonly before: string | null;
  readonly after: string | null;
  /** Calendar days later; negative: earlier. */
  readonly days: number | null;
  readonly breaks: boolean;
}

interface Cost {
  readonly overtime: number;
  readonly setup: number;
  readonly holding: number;
}

export interface Impact {
  readonly state: "saved" | "waiting";
  readonly computed_revision: number;
  readonly plan_age_seconds: number | null;
  readonly planned_date_before: string | null;
  readonly planned_date: string | null;
  readonly breaks: boolean;
  readonly moved: readonly Move[];
  readonly others_moved: number;
  readonly others_broken: number;
  readonly overtime_minutes_before: number;
  readonly overtime_minutes: number;
  readonly cost_before: Cost;
  readonly cost: Cost;
  /** There was no time to see whether a better plan, which is looked for after every plan, changes these dates again. */
  readonly may_improve: boolean;
  readonly planned_revision: number;
}

const THOROUGH_WITHIN_MS = 25_000;
const SHOWN = 8;
const MORE = 50;
const BAR_PX = 64;
const BAR_HEIGHT_PX = 8;
const LEAST_PX = 2;
/** Minutes of overtime, or of the currency: less is no difference that anybody wants to see. */
const NOTHING = 0.5;

/** Why there is no impact to show: what the server says, or that it says nothing. */
export function whyNone(error: unknown): string {
  const body = error instanceof Refused ? (error.body as { detail?: string } | undefined) : undefined;
  return body?.detail ?? t("The server can't be reached. Nothing was changed.");
}

export interface Wish { readonly address: string; readonly body: Readonly<Record<string, unknown>>; readonly signal?: AbortSignal; readonly timeoutMs?: number }

/**
 * Ask what a change would do. Where a better plan may still follow, what is known at once is shown, and then what the
 * search for one ends with; where that can't be had, the first answer stays.
 */
export async function foretell({ address, body, signal, timeoutMs }: Wish, show: (impact: Impact, isLookingOn: boolean) => void): Promise<void> {
  const within = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const first = await ask<Impact>(address, { method: "POST", body, ...within });
  show(first, first.may_improve);
  if (!first.may_improve) return;
  try {
    show(await ask<Impact>(address, { method: "POST", body: { ...body, thorough: true }, ...within, timeoutMs: THOROUGH_WITHIN_MS }), false);
  } catch (error) {
    if (signal?.aborted) throw error;
    show(first, false);
  }
}

/** What becomes of the line itself, in one sentence. */
export function sentence({ planned_date: after, planned_date_before: before }: Impact): string {
  if (after === null) return t("All of it would not be ready within the planning horizon.");
  if (before === null) return t("It would be planned for {date}.", { date: dayMonth(after) });
  if (after === before) return t("It would still be planned for {date}.", { date: dayMonth(after) });
  return t("It would be planned for {date} instead of {before}.", { date: dayMonth(after), before: dayMonth(before) });
}

/** What becomes of the others: those that one may see, and how many more. */
export function headline({ moved, others_moved: hidden }: Impact): string {
  const all = moved.length + hidden;
  return all === 0 ? t("Nothing else moves.") : tn("{count} other line moves", "{count} other lines move", all);
}

/** "+3 d", "−2 d", or that a line drops out of the horizon, or comes into it. */
export function moveText({ days, after }: Move): string {
  if (days === null) return after === null ? t("beyond the horizon") : t("comes into the horizon");
  return t("{days} d", { days: `${days > 0 ? "+" : "−"}${number(Math.abs(days))}` });
}

/** Where a bar of that many days begins and how long it is, in pixels; the middle is no move at all. */
export function bar(days: number | null, most: number): { x: number; width: number } {
  const half = BAR_PX / 2;
  const length = days === null ? half : Math.max(LEAST_PX, (Math.abs(days) / Math.max(1, most)) * half);
  return { x: days !== null && days < 0 ? half - length : half, width: length };
}

/** Everything about an impact, to be read from top to bottom. */
export function drawn(impact: Impact, { shown = SHOWN, heading = "h4", isLookingOn = false }: Look = {}): HTMLElement[] {
  const made = [
    outlook(impact, isLookingOn),
    make("p", "impact-own", sentence(impact), impact.breaks && pill("late", t("Breaks its promise"))),
    make(heading, "", headline(impact), broken(impact)),
    ...moves(impact.moved, shown),
    impact.moved.length > 0 && impact.others_moved > 0 && make("p", "hint", tn("{count} of them is not among your orders.", "{count} of them are not among your orders.", impact.others_moved)),
    figures(impact),
    make("p", "hint impact-of", compared(impact)),
  ];
  return made.filter((one) => one !== null && one !== false);
}

interface Look { readonly shown?: number; readonly heading?: "h3" | "h4"; readonly isLookingOn?: boolean }

/** Which plan it is held against, and which state of the orders the change was tried on. */
export function compared({ planned_revision: planned, computed_revision: computed, plan_age_seconds: age }: Impact): string {
  const words = { planned, computed, age: duration(age ?? 0) };
  if (planned === computed) return t("Compared with the plan of revision {planned}, {age} old: that plan, with this change on top.", words);
  return t("Compared with the plan of revision {planned}, {age} old; tried on the orders of revision {computed}.", words);
}

function outlook({ may_improve: mayImprove }: Impact, isLookingOn: boolean): HTMLElement | null {
  if (isLookingOn) return make("p", "impact-open", t("A better plan is being looked for: these are the figures of the first one and may still change."));
  if (mayImprove) return make("p", "impact-open", t("The search for a better plan was cut short: these figures may still change."));
  return null;
}

function broken({ moved, others_broken: hidden }: Impact): HTMLElement | null {
  const count = moved.filter((move) => move.breaks).length + hidden;
  return count === 0 ? null : pill("late", tn("{count} promise breaks", "{count} promises break", count));
}

function moves(moved: readonly Move[], shown: number): HTMLElement[] {
  if (moved.length === 0) return [];
  const most = Math.max(...moved.map((move) => Math.abs(move.days ?? 0)));
  const list = make("ul", "moves", ...moved.slice(0, shown).map((move) => row(move, most)));
  return moved.length > shown ? [list, more(list, moved, most)] : [list];
}

/** The button that shows some more of them; the focus goes to the first that is new. */
function more(list: HTMLElement, moved: readonly Move[], most: number): HTMLElement {
  const made = make("button", "button plain");
  const next = (): readonly Move[] => moved.slice(list.childElementCount, list.childElementCount + MORE);
  const name = (): void => { made.textContent = tn("Show {count} more", "Show {count} more", next().length); };
  made.type = "button";
  made.addEventListener("click", () => {
    const rows = next().map((move) => row(move, most));
    list.append(...rows);
    if (rows[0]) {
      rows[0].tabIndex = -1;
      rows[0].focus();
    }
    if (next().length === 0) made.remove();
    else name();
  });
  name();
  return made;
}

function kindOf({ breaks, after, days }: Move): "breaks" | "later" | "earlier" {
  if (breaks || after === null) return "breaks";
  return days !== null && days > 0 ? "later" : "earlier";
}

function row(move: Move, most: number): HTMLElement {
  const { x, width } = bar(move.days, most);
  const picture = drawing(
    "svg", { class: "move-bar", viewBox: `0 0 ${String(BAR_PX)} ${String(BAR_HEIGHT_PX)}`, width: BAR_PX, height: BAR_HEIGHT_PX, "aria-hidden": "true" },
    drawing("rect", { class: kindOf(move), x, y: 0, width, height: BAR_HEIGHT_PX, rx: 2 }),
    drawing("line", { class: "axis", x1: BAR_PX / 2, x2: BAR_PX / 2, y1: -2, y2: BAR_HEIGHT_PX + 2 }),
  );
  const dates = `${move.before ? dayMonth(move.before) : "–"} → ${move.after ? dayMonth(move.after) : "–"}`;
  const said = make("span", "move-days", moveText(move));
  return make(
    "li", "",
    make("span", "move-name", make("b", "", move.line), make("small", "", `${move.customer} · ${move.item}`), move.breaks && make("small", "broken", t("breaks its promise"))),
    make("span", "move-when", make("span", "", picture, said), make("small", "", dates)),
  );
}

function figures(impact: Impact): HTMLElement | null {
  const hours = (minutes: number): string => t("{n} h", { n: number(minutes / 60, { maximumFractionDigits: 1 }) });
  const money = (amount: number): string => `${number(amount, { maximumFractionDigits: 0 })} ${frame.currency}`.trim();
  const rows = [
    figure(t("Overtime"), impact.overtime_minutes_before, impact.overtime_minutes, hours),
    figure(t("Overtime, set-ups and stock"), paid(impact.cost_before), paid(impact.cost), money),
  ].filter((made) => made !== null);
  return rows.length > 0 ? make("dl", "facts", ...rows) : null;
}

/** What is paid for; the plan's other terms weigh lateness, and nobody is sent a bill for those. */
function paid(cost: Cost): number {
  return cost.overtime + cost.setup + cost.holding;
}

function figure(name: string, before: number, after: number, words: (value: number) => string): HTMLElement | null {
  if (Math.abs(after - before) < NOTHING) return null;
  const more = after > before ? "+" : "−";
  return make("div", "", make("dt", "", name), make("dd", "", `${more}${words(Math.abs(after - before))}`, make("small", "", `${words(before)} → ${words(after)}`)));
}
