/** What a check says that the chosen changes do: problems, figures before and after, and whose orders move. */

import { frame } from "../../shell/frame";
import { number, t, tn } from "../../shell/i18n";
import { MINUTES_PER_HOUR } from "../dates";
import { make } from "../dom";
import type { CheckAnswer, Cost, MovedOrder, OnTimeShares, PlanFigures } from "./checked";

const CUSTOMERS_SHOWN = 8;

export interface FigureRow {
  readonly label: string;
  readonly before: number;
  readonly after: number;
  readonly isMoney: boolean;
  /** More of it is better. */
  readonly wantsMore: boolean;
}

export function effects({ violations, changed, may_improve: mayImprove }: CheckAnswer): HTMLElement[] {
  const problems = violations.map(({ text, refuses }) => make("li", refuses ? "refuses" : "", refuses ? t("Can't be published: {why}", { why: text }) : text));
  const customers = customersOf(changed.orders);
  return [
    ...(problems.length > 0 ? [make("div", "notice", make("ul", "", ...problems))] : []),
    ...(changed.figures_before && changed.figures_after ? [figureTable(figureRows(changed.figures_before, changed.figures_after, changed))] : []),
    make("p", "hint", `${tn("{count} lot changes.", "{count} lots change.", changed.lots)} ${changed.new_lots > 0 ? `${tn("{count} lot is new.", "{count} lots are new.", changed.new_lots)} ` : ""}${tn("{count} order line moves.", "{count} order lines move.", changed.orders.length + changed.others_moved)}`),
    ...(mayImprove ? [make("p", "hint", t("These are the figures of the first plan: a better one may still follow."))] : []),
    ...(customers.length > 0 ? [customerList(customers)] : []),
  ];
}

/**
 * The figures of the two plans, what is paid for each included. What people added costs the same whatever is planned, so
 * the engine's own cost doesn't know it. Pure.
 */
export function figureRows(before: PlanFigures, after: PlanFigures, { cost_before: paid, cost_after: pays }: Pick<CheckAnswer["changed"], "cost_before" | "cost_after">): FigureRow[] {
  const row = (label: string, name: Exclude<keyof PlanFigures, keyof OnTimeShares>, more: Partial<FigureRow> = {}): FigureRow => ({ label, before: before[name], after: after[name], isMoney: false, wantsMore: false, ...more });
  const hours = (label: string, name: "overtime_minutes" | "added_minutes"): FigureRow => row(label, name, { before: before[name] / MINUTES_PER_HOUR, after: after[name] / MINUTES_PER_HOUR });
  return [
    row(t("Lines on time"), "on_time", { wantsMore: true }),
    row(t("Lines at risk"), "at_risk"),
    { ...row(t("Lines late or not planned"), "late"), before: before.late + before.not_planned, after: after.late + after.not_planned },
    row(t("Overloaded weeks of work centres"), "overloaded_center_weeks"),
    row(t("Items short"), "short_items"),
    row(t("Value of the stock, 13 weeks on average"), "stock_value", { isMoney: true }),
    hours(t("Overtime that the plan buys, hours"), "overtime_minutes"),
    hours(t("Overtime and shifts added, hours"), "added_minutes"),
    ...(paid && pays ? [
      money(t("Overtime and added shifts, cost"), paid.overtime + before.added_cost, pays.overtime + after.added_cost),
      money(t("Overtime, set-ups and stock"), paidFor(paid, before), paidFor(pays, after)),
    ] : []),
  ];
}

/** What is paid for a plan, hours that people added included: lateness and changes are weighed, nobody pays them. Pure. */
export function paidFor({ overtime, setup, holding }: Cost, { added_cost: added }: PlanFigures): number {
  return overtime + setup + holding + added;
}

function money(label: string, before: number, after: number): FigureRow {
  return { label, before, after, isMoney: true, wantsMore: false };
}

export interface MovedCustomer {
  readonly name: string;
  readonly later: number;
  readonly sooner: number;
  readonly breaks: number;
}

/** Whose lines move, those first whom it hurts most. Pure. */
export function customersOf(orders: readonly MovedOrder[]): MovedCustomer[] {
  const found = new Map<string, { name: string; later: number; sooner: number; breaks: number }>();
  for (const { customer, before, after, breaks } of orders) {
    const name = customer ?? "–";
    const one = found.get(name) ?? { name, later: 0, sooner: 0, breaks: 0 };
    if (after !== null && (before === null || after < before)) one.sooner += 1;
    else one.later += 1;
    if (breaks) one.breaks += 1;
    found.set(name, one);
  }
  return [...found.values()].sort((a, b) => b.breaks - a.breaks || b.later - a.later || (a.name < b.name ? -1 : 1));
}

function figureTable(rows: readonly FigureRow[]): HTMLElement {
  const table = make("table", "plan-figures");
  const caption = table.createCaption();
  caption.textContent = t("The plan without these changes, and with them");
  const head = table.createTHead().insertRow();
  for (const words of [t("Figure"), t("Without"), t("With"), t("Difference")]) {
    const cell = make("th", "", words);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const label = make("th", "", row.label);
    label.scope = "row";
    body.append(make("tr", "", label, make("td", "", shown(row, row.before)), make("td", "", shown(row, row.after)), difference(row)));
  }
  return table;
}

function difference(row: FigureRow): HTMLTableCellElement {
  const more = rounded(row, row.after) - rounded(row, row.before);
  const cell = make("td", "", more === 0 ? "–" : `${more > 0 ? "+" : "−"}${shown(row, Math.abs(more))}`);
  if (more !== 0) cell.dataset["way"] = more > 0 === row.wantsMore ? "better" : "worse";
  return cell;
}

/** As far as it is shown: whole money, tenths of an hour. */
function rounded({ isMoney }: FigureRow, value: number): number {
  return isMoney ? Math.round(value) : Math.round(value * 10) / 10;
}

function shown({ isMoney }: FigureRow, value: number): string {
  if (!isMoney) return number(value, { maximumFractionDigits: 1 });
  return number(value, { style: "currency", currency: frame.currency || "EUR", maximumFractionDigits: 0, currencyDisplay: "narrowSymbol" });
}

function customerList(customers: readonly MovedCustomer[]): HTMLElement {
  const rest = customers.length - CUSTOMERS_SHOWN;
  return make("section", "", make("h3", "", t("Customers affected")), make("ul", "moved-customers",
    ...customers.slice(0, CUSTOMERS_SHOWN).map((one) => make("li", "", make("b", "", one.name), ` ${customerWords(one)}`)),
    rest > 0 && make("li", "hint", tn("and {count} more", "and {count} more", rest))));
}

function customerWords({ later, sooner, breaks }: MovedCustomer): string {
  return [
    later > 0 && tn("{count} line later", "{count} lines later", later),
    sooner > 0 && tn("{count} line sooner", "{count} lines sooner", sooner),
    breaks > 0 && tn("{count} becomes late", "{count} become late", breaks),
  ].filter((words) => words !== false).join(", ");
}
