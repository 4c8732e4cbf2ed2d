/** Level load: a work centre, some weeks and how full they may be; which lots would go is shown before it is taken. */

import { addDays, dayMonth, daysBetween, mondayOf, weekName } from "../master-schedule/dates";
import { byId, make } from "../master-schedule/dom";
import type { Step } from "../master-schedule/draft/steps";
import { ask, Refused, Unreachable } from "../shell/api";
import { t, tn } from "../shell/i18n";
import { announce } from "../shell/toast";
import type { GanttPlan } from "./data";
import { percent } from "./words";

export interface LevelAnswer {
  readonly lots: readonly { readonly key: string }[];
  readonly weeks: readonly LevelWeek[];
  readonly stays: readonly string[];
  readonly refused: readonly string[];
  readonly steps: readonly Step[];
}

export interface LevelWeek {
  readonly week: string;
  /** Per cent of what is available; null where nothing is. */
  readonly before: number | null;
  readonly after: number | null;
  readonly is_over: boolean;
}

export interface LevelEvents {
  plan(): GanttPlan | null;
  /** The place of a work centre, the first day, and how full it is in all the days shown. */
  offered(): { readonly center: number; readonly first: string; readonly share: number | null };
  /** Of the work centre with this code; empty: no proposal is shown any more. */
  proposed(steps: readonly Step[], center: string): void;
  /** Returns whether the draft took them. */
  accept(steps: readonly Step[]): boolean;
  closed(): void;
}

const WEEKS_OFFERED = 26;
const WEEKS_CHOSEN = 4;
const DAYS_A_WEEK = 7;
const FIVES = 20;

/** Weeks of a plan by their first days. */
export function weeksFrom(plan: Pick<GanttPlan, "start" | "horizon_end">): string[] {
  const monday = mondayOf(plan.start);
  const found = Array.from({ length: WEEKS_OFFERED }, (_week, at) => addDays(monday, at * DAYS_A_WEEK));
  return found.filter((first) => first < plan.horizon_end);
}

/** A little more than how full it is on average, in whole fives, and no more than there is. */
export function percentOffered(share: number | null): number {
  return Math.min(100, Math.max(10, Math.ceil((share ?? 1) * FIVES - 1e-9) * 5));
}

/** What a proposal comes to, in sentences. */
export function levelWords({ lots, weeks, stays, refused }: LevelAnswer): string[] {
  const changed = weeks.filter(({ before, after }) => before !== after).map(({ week, before, after }) => `${week}: ${share(before)} → ${share(after)}`);
  const over = weeks.filter(({ is_over: isOver }) => isOver).map(({ week }) => week);
  const why = stays.length > 0 ? [stays.join(" ")] : [];
  if (lots.length === 0) return over.length === 0 ? [t("No week is fuller than that.")] : [t("Nothing may move."), ...why];
  return [
    `${tn("{count} lot moves.", "{count} lots move.", lots.length)} ${changed.join(", ")}`,
    ...(over.length > 0 ? [t("Still fuller: {weeks}.", { weeks: over.join(", ") }), ...why] : []), ...refused,
  ];
}

function share(value: number | null): string {
  return value === null ? "–" : percent(value / 100);
}

export class Level {
  private readonly opener = byId<HTMLButtonElement>("level-open");
  private readonly panel = byId<HTMLFormElement>("level-panel");
  private readonly center = byId<HTMLSelectElement>("level-center");
  private readonly from = byId<HTMLSelectElement>("level-from");
  private readonly to = byId<HTMLSelectElement>("level-to");
  private readonly percent = byId<HTMLInputElement>("level-percent");
  private readonly accept = byId<HTMLButtonElement>("level-accept");
  private readonly words = byId("level-words");
  private steps: readonly Step[] = [];
  private turn = 0;

  constructor(private readonly events: LevelEvents) {
    this.opener.addEventListener("click", () => { if (this.panel.hidden) this.open(); else this.close(); });
    byId("level-close").addEventListener("click", () => { this.close(); });
    this.accept.addEventListener("click", () => { if (this.events.accept(this.steps)) this.close(); });
    this.panel.addEventListener("submit", (event) => { event.preventDefault(); void this.propose(); });
    this.panel.addEventListener("change", () => { this.forget(); });
    this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  /** The plan or the draft is another one: what was proposed does not hold. */
  forget(): void {
    this.turn += 1;
    this.accept.hidden = true;
    this.words.replaceChildren();
    if (this.steps.length === 0) return;
    this.steps = [];
    this.events.proposed([], "");
  }

  private open(): void {
    const plan = this.events.plan();
    if (!plan) return;
    const { center, first, share: used } = this.events.offered();
    fill(this.center, plan.centers.map(({ code, name }) => [code, name ? `${code} · ${name}` : code]));
    const weeks = weeksFrom(plan).map((monday): [string, string] => [monday, `${weekName(monday)} · ${dayMonth(monday)}`]);
    for (const choice of [this.from, this.to]) fill(choice, weeks);
    this.center.value = plan.centers[center]?.code ?? "";
    const at = Math.max(0, Math.floor(daysBetween(mondayOf(plan.start), first) / DAYS_A_WEEK));
    this.from.selectedIndex = Math.min(at, weeks.length - 1);
    this.to.selectedIndex = Math.min(at + WEEKS_CHOSEN - 1, weeks.length - 1);
    this.percent.value = String(percentOffered(used));
    this.show(true);
    this.center.focus();
  }

  private close(): void {
    this.forget();
    this.show(false);
    this.events.closed();
  }

  private show(isOpen: boolean): void {
    this.panel.hidden = !isOpen;
    this.opener.setAttribute("aria-expanded", String(isOpen));
  }

  /** Only the newest question counts. */
  private async propose(): Promise<void> {
    this.forget();
    const { turn } = this;
    const last = addDays(this.to.value, DAYS_A_WEEK - 1);
    const query = new URLSearchParams({ center: this.center.value, from: this.from.value, to: last, percent: this.percent.value.normalize("NFKC").trim().replace(",", ".") });
    try {
      const answer = await ask<LevelAnswer>(`${this.panel.dataset["level"] ?? ""}&${query.toString()}`);
      if (turn === this.turn) this.take(answer);
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      if (turn === this.turn) this.words.replaceChildren(make("p", "error", sorry(error)));
    }
  }

  private take(answer: LevelAnswer): void {
    const words = levelWords(answer);
    this.words.replaceChildren(...words.map((one) => make("p", "", one)));
    this.steps = answer.steps;
    this.accept.hidden = answer.steps.length === 0;
    this.events.proposed(answer.steps, this.center.value);
    if (answer.steps.length > 0) this.accept.focus();
    announce(words.join(" "));
  }
}

function fill(choice: HTMLSelectElement, options: readonly (readonly [value: string, label: string])[]): void {
  choice.replaceChildren(...options.map(([value, label]) => {
    const option = make("option", "", label);
    option.value = value;
    return option;
  }));
}

function sorry(error: Refused | Unreachable): string {
  if (error instanceof Unreachable) return t("The server can't be reached. Try again.");
  return (error.body as { detail?: string } | null)?.detail ?? t("This can't be done.");
}
