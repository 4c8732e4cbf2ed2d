/** What a check found, in words, below the bar: problems (each a way to its cell), orders that move, and what is paid. */

import { frame } from "../../shell/frame";
import { number, t, tn } from "../../shell/i18n";
import { dayMonth } from "../dates";
import { byId, make, pill } from "../dom";
import { brokenPromises, type Checked, type MovedOrder, type Violation } from "./checked";
import { paidFor } from "./effects-panel";

const ORDERS_SHOWN = 12;

/** What can be done about a problem. */
export interface ProblemActions {
  goTo(violation: Violation): void;
  /** Null where nothing is to be unlocked, or the person can't. */
  unlockable(violation: Violation): (() => void) | null;
}

export function showChecked(checked: Checked | null, actions: ProblemActions): void {
  const place = byId<HTMLDetailsElement>("check-findings");
  const { violations = [], changed } = checked?.answer ?? {};
  const orders = changed?.orders ?? [];
  place.hidden = !checked || violations.length + orders.length === 0;
  if (!checked) return;
  const body = place.querySelector(".findings");
  body?.replaceChildren(
    ...(violations.length > 0 ? [make("section", "", make("h2", "", t("Problems")), make("ul", "problems", ...violations.map((one) => problem(one, actions))))] : []),
    ...(orders.length > 0 ? [make("section", "", make("h2", "", t("Orders that move")), orderList(orders))] : []),
    make("p", "hint", costWords(checked)),
  );
  place.open = violations.length + brokenPromises(checked.answer) > 0;
}

function problem(violation: Violation, { goTo, unlockable }: ProblemActions): HTMLElement {
  const button = make("button", violation.refuses ? "refuses" : "", violation.refuses ? t("Can't be published: {why}", { why: violation.text }) : violation.text);
  button.type = "button";
  button.addEventListener("click", () => { goTo(violation); });
  const unlocks = violation.code === "frozen_fence" ? unlockable(violation) : null;
  const unlock = unlocks && make("button", "", t("Unlock it with a reason"));
  if (unlock) {
    unlock.type = "button";
    unlock.addEventListener("click", unlocks);
  }
  return make("li", "", button, unlock && " ", unlock);
}

function orderList(orders: readonly MovedOrder[]): HTMLElement {
  const day = (iso: string | null): string => (iso === null ? t("not planned") : dayMonth(iso));
  const shown = orders.slice(0, ORDERS_SHOWN).map(({ order, before, after, breaks }) =>
    make("li", "", make("b", "", order), ` ${t("{before} → {after}", { before: day(before), after: day(after) })} `, breaks && pill("late", t("Breaks its promise"))));
  const rest = orders.length - shown.length;
  return make("ul", "moved-orders", ...shown, rest > 0 && make("li", "hint", tn("and {count} more", "and {count} more", rest)));
}

function costWords({ answer: { changed } }: Checked): string {
  const cost = (value: number): string => number(value, { style: "currency", currency: frame.currency || "EUR", maximumFractionDigits: 0, currencyDisplay: "narrowSymbol" });
  const lots = tn("{count} lot changes.", "{count} lots change.", changed.lots);
  const { cost_before: paid, cost_after: pays, figures_before: was, figures_after: becomes } = changed;
  if (!paid || !pays || !was || !becomes) return lots;
  return `${lots} ${t("Overtime, set-ups and stock: {before} → {after}.", { before: cost(paidFor(paid, was)), after: cost(paidFor(pays, becomes)) })}`;
}
