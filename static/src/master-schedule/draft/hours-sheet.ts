/** The dialog that gives a work centre more hours, or takes some: overtime, a further shift, downtime, from a day to a day. */

import { attachCalendar, calendarButton } from "../../calendar/field";
import { frame } from "../../shell/frame";
import { number, t } from "../../shell/i18n";
import { openModal } from "../../shell/modal";
import { announce } from "../../shell/toast";
import type { Span } from "../axis";
import { MINUTES_PER_HOUR } from "../dates";
import { make } from "../dom";
import type { PlanData } from "../plan";
import { availableWith, lastDayWorked } from "./added-time";
import { CHANGES, hoursStep, hoursStepsOf, type TypedHours, type Unread } from "./hours-step";
import { button, dialogOf, labelled } from "./sheet";
import type { Steering } from "./steering";
import { otherWords } from "./step-words";
import { keyOf, type OtherStep, type Step } from "./steps";

export interface HoursDesk {
  readonly plan: PlanData;
  /** Of the work centre in the columns of `plan.load`. */
  readonly place: number;
  readonly span: Span;
  readonly steps: readonly Step[];
  put(changes: ReadonlyMap<string, Step | null>): void;
}

const USUAL_HOURS: Readonly<Record<TypedHours["change"], string>> = { overtime: "2", shift: "8", downtime: "8" };

/** What is needed to change the hours of some days; null where they are past. */
export function hoursDesk(plan: PlanData, place: number, span: Span, steering: Pick<Steering, "steps" | "put">): HoursDesk | null {
  return span.last < frame.today ? null : { plan, place, span, steps: steering.steps, put: (changes) => { steering.put(changes); } };
}

/** What the draft does with the hours of the cell's days, each with the way back, and the way to more of it. */
export function hoursHands(desk: HoursDesk): HTMLElement {
  const drafted = hoursStepsOf(desk.steps, idOf(desk), desk.span).map((step) => make("p", "hint",
    t("In the draft: {what}", { what: otherWords(step).filter(Boolean).join(", ") }), " ",
    button(t("Take it out of the draft"), () => { desk.put(new Map([[keyOf(step), null]])); })));
  return make("div", "hours-hands", ...drafted, button(t("Change the hours…"), () => { askForHours(desk); }));
}

export function askForHours(desk: HoursDesk): void {
  const fields = fieldsOf(desk);
  const [sum, error] = [make("p", "hint"), make("p", "error")];
  sum.setAttribute("role", "status");
  error.setAttribute("role", "alert");
  const read = (): OtherStep | Unread => hoursStep(idOf(desk), typedIn(fields), { today: frame.today, end: desk.plan.horizon_end });
  const tell = (): void => {
    const step = read();
    sum.textContent = isStep(step) ? sumWords(desk, step) : "";
  };
  const form = make("form", "reason", ...rows(fields), sum, error, make("p", "sheet-actions", make("button", "button primary", t("Put it into my draft"))));
  const dialog = dialogOf(make("h2", "", t("Hours of {center}", { center: desk.plan.load.code[desk.place] ?? "" })), form);
  fields.change.addEventListener("change", () => {
    fields.hours.value = USUAL_HOURS[fields.change.value as TypedHours["change"]];
    tell();
  });
  form.addEventListener("input", tell);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const step = read();
    if (isStep(step)) {
      desk.put(new Map([[keyOf(step), step]]));
      announce(t("In the draft: {what}", { what: otherWords(step).filter(Boolean).join(", ") }));
      dialog.close();
      return;
    }
    error.textContent = step.reason;
    fields[step.field].focus();
  });
  tell();
  openModal(dialog, () => {
    // What it was opened by is drawn anew.
    if (document.activeElement === document.body) document.getElementById("details")?.focus();
  });
  fields.hours.select();
}

interface Fields {
  readonly change: HTMLSelectElement;
  readonly hours: HTMLInputElement;
  readonly from: HTMLInputElement;
  readonly to: HTMLInputElement;
}

function fieldsOf({ plan, place, span }: HoursDesk): Fields {
  const change = make("select");
  const words = { overtime: t("Overtime"), shift: t("A further shift"), downtime: t("Downtime") };
  change.id = "hours-change";
  change.append(...CHANGES.map((one) => new Option(words[one], one)));
  const first = span.first < frame.today ? frame.today : span.first;
  const to = lastDayWorked(plan, place, { first, last: span.last });
  return { change, hours: input("hours-a-day", USUAL_HOURS.overtime), from: input("hours-from", first), to: input("hours-to", to) };
}

function typedIn({ change, hours, from, to }: Fields): TypedHours {
  return { change: change.value as TypedHours["change"], hours: hours.value, from: from.value, to: to.value };
}

function rows({ change, hours, from, to }: Fields): HTMLElement[] {
  const dated = (words: string, field: HTMLInputElement): HTMLElement => {
    const opener = calendarButton();
    const row = make("div", "field", labelled(words, field), make("span", "dated", field, opener));
    attachCalendar(field, opener, frame.today);
    return row;
  };
  return [
    make("div", "field", labelled(t("What changes"), change), change), make("div", "field", labelled(t("Hours a day"), hours), hours),
    dated(t("From"), from), dated(t("To"), to), make("p", "hint", t("A date, a week (W12) or how far: +1w, -2d.")),
  ];
}

/** How many hours it is in all, as the plan counts them, and what they cost whether they are used or not. */
function sumWords({ plan, place }: HoursDesk, step: OtherStep): string {
  const now = plan.load.available[place] ?? [];
  const minutes = availableWith(plan, place, [step]).reduce((sum, one, bucket) => sum + one - (now[bucket] ?? 0), 0);
  const hours = number(Math.abs(minutes) / MINUTES_PER_HOUR, { maximumFractionDigits: 1 });
  if (step.change === "downtime") return t("{hours} h less in all", { hours });
  const cost = (minutes / MINUTES_PER_HOUR) * (plan.load.overtime_cost_per_hour?.[place] ?? 0);
  if (cost <= 0) return t("{hours} h more in all", { hours });
  const money = number(cost, { style: "currency", currency: plan.currency, maximumFractionDigits: 0, currencyDisplay: "narrowSymbol" });
  return t("{hours} h more in all, for {money}", { hours, money });
}

function isStep(found: OtherStep | Unread): found is OtherStep {
  return "kind" in found;
}

function idOf({ plan, place }: HoursDesk): number {
  return plan.load.id[place] ?? 0;
}

function input(id: string, value: string): HTMLInputElement {
  const field = make("input");
  Object.assign(field, { id, value, type: "text", autocomplete: "off" });
  return field;
}
