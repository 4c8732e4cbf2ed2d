/** The answer card and the other ways to say yes. */

import { dayMonth, longDay, MINUTES_PER_HOUR } from "../master-schedule/dates";
import { make, pill } from "../master-schedule/dom";
import { duration, number, t, tn } from "../shell/i18n";
import { type Answered, daysSooner, type Delivery, isSurer, type ItemName, keyOfWay, slackOf, type Way, type WayKind } from "./answer";
import { bars } from "./bars";
import { shareText, surenessLine } from "./sureness";


/** `hold` holds a surer day at once; null: the person may not promise. */
export function answerCard(answer: Answered, siteName: string, hold: ((kind: WayKind) => void) | null = null): HTMLElement[] {
  return [make("p", "asked", askedText(answer)), date(answer), surenessLine(answer), hold && surerDays(answer, hold), chips(answer), dayBefore(answer), facts(answer, siteName), why(answer), bars(answer), standing(answer)].filter((made) => made !== null);
}

/** The question that an answer is to, in one line. */
export function askedText(answer: Answered): string {
  const { customer } = answer;
  return customer ? t("{question}, for {customer}", { question: questionText(answer), customer: customer.name || customer.code }) : questionText(answer);
}

function questionText({ item, quantity, wanted_date: wanted }: Answered): string {
  const values = { quantity, unit: item.unit, item: item.name ? `${item.code} ${item.name}` : item.code };
  if (wanted === null) return t("{quantity} {unit} {item}, as soon as possible", values);
  return t("{quantity} {unit} {item}, wanted on {date}", { ...values, date: longDay(wanted) });
}

function date({ state, delivery_date: delivery, horizon_last_date: last }: Answered): HTMLElement {
  if (state === "beyond_horizon") {
    return make("div", "", make("h2", "", t("The plan reaches only to")), make("p", "big", longDay(last)));
  }
  const words = delivery === null ? t("Not inside the planning horizon") : longDay(delivery);
  const big = make("p", "big", words);
  return make("div", "", make("h2", "", delivery === null ? t("No date for all of it") : t("We can promise")), big);
}

function chips(answer: Answered): HTMLElement | null {
  const slack = slackOf(answer);
  if (answer.state === "beyond_horizon") {
    return make("p", "chips", pill("not_planned", t("{date} is not planned yet", { date: dayMonth(answer.wanted_date ?? "") })));
  }
  if (answer.delivery_date === null) return make("p", "chips", pill("late", t("Not possible in full")));
  if (slack === null) return make("p", "chips", pill("on_time", t("Earliest possible date")));
  if (slack.kind === "late") {
    return make("p", "chips", pill("at_risk", tn("{count} day after requested", "{count} days after requested", slack.days)));
  }
  const early = slack.earlierDays > 0 && make("span", "hint", tn("could be there {count} day earlier", "could be there {count} days earlier", slack.earlierDays));
  return make("p", "chips", pill("on_time", slack.isDayBefore ? t("On the working day before the requested date") : t("On the requested date")), early);
}

function facts(answer: Answered, siteName: string): HTMLElement | null {
  if (answer.state === "beyond_horizon") {
    return make("p", "facts", t("Nothing can be promised for a later day. All {quantity} {unit} could be there on {date}.", {
      quantity: answer.quantity, unit: answer.item.unit, date: longDay(answer.earliest_date ?? ""),
    }));
  }
  if (answer.delivery_date === null) return null;
  const amount = t("All {quantity} {unit}, ships from {site}", { quantity: answer.quantity, unit: answer.item.unit, site: siteName });
  const free = answer.from_uncommitted;
  const source = free >= answer.quantity
    ? t("from stock and receipts nobody has claimed")
    : free > 0 ? t("{quantity} of it from stock and receipts, the rest made new", { quantity: free }) : t("made new, with free capacity");
  return make("p", "facts", `${amount} · ${source}`);
}

function why({ why_not: words }: Answered): HTMLElement | null {
  return words ? make("p", "why", words) : null;
}

/** That a day other than the wanted one is meant, where nothing leaves on that. */
function dayBefore({ state, wanted_date: wanted, due_date: due }: Answered): HTMLElement | null {
  if (state === "beyond_horizon" || wanted === null || due === null || due >= wanted) return null;
  return make("p", "facts", t("Nothing leaves the site on {wanted}: it is due on {due}, the working day before.", { wanted: longDay(wanted), due: longDay(due) }));
}

function standing({ standing: now }: Answered): HTMLElement {
  const words = t("Planned revision {planned} of {ordered}", { planned: now.planned_revision, ordered: now.order_revision });
  return make("p", "hint standing", `${words} · ${t("{age} ago", { age: duration(now.plan_age_seconds ?? 0) })}`);
}

export function deliveriesText(deliveries: readonly Delivery[], unit: string): string {
  const parts = deliveries.map((part) => t("{quantity} {unit} on {date}", { quantity: part.quantity, unit, date: dayMonth(part.date) }));
  return parts.join(t(", "));
}

function titleOf(way: Way): string {
  if (way.kind === "split") return t("Split delivery");
  const [first] = way.deliveries;
  const date = first ? dayMonth(first.date) : "";
  if (way.kind === "overtime") return t("With overtime, all on {date}", { date });
  if (way.kind === "site") return t("From {site}, all on {date}", { site: way.site?.name ?? "", date });
  if (way.kind === "partial") return t("Only {quantity} on the wanted date", { quantity: first?.quantity ?? 0 });
  return t("All on {date}", { date });
}

/** A button for each later day that is 80 % or 95 % sure: pressing it holds that day. */
function surerDays(answer: Answered, hold: (kind: WayKind) => void): HTMLElement | null {
  const buttons = answer.ways.filter(isSurer).map((way) => {
    const button = make("button", "button", t("Hold {date} · {share} sure", { date: dayMonth(way.deliveries[0]?.date ?? ""), share: shareOf(way) }));
    button.type = "button";
    button.addEventListener("click", () => { hold(way.kind); });
    return button;
  });
  return buttons.length > 0 ? make("div", "surer", ...buttons) : null;
}

function shareOf({ kind }: Way): string {
  return kind === "sure_95" ? "95 %" : "80 %";
}

function noteOf(way: Way, answer: Answered): string {
  if (way.kind === "whole") return t("One delivery");
  if (isSurer(way)) return t("One delivery, {share} sure by past deliveries", { share: shareOf(way) });
  return way.kind === "overtime" || way.kind === "site" ? otherNote(way, answer) : deliveriesText(way.deliveries, answer.item.unit);
}

/** What overtime or another site brings, what it costs and how sure it is; and whether one may hold it. */
function otherNote(way: Way, answer: Answered): string {
  const days = daysSooner(way, answer);
  const hours = number((way.minutes ?? 0) / MINUTES_PER_HOUR, { maximumFractionDigits: 1 });
  const cost = `${number(way.cost ?? 0, { maximumFractionDigits: 0 })} ${way.currency ?? ""}`.trim();
  return [
    days !== null && tn("{count} day sooner", "{count} days sooner", days),
    way.kind === "overtime" && t("{hours} h of overtime, {cost}", { hours, cost }),
    way.sureness && (way.sureness.probability === 1 ? t("From stock") : t("{share} sure", { share: shareText(way.sureness.probability) })),
    way.may_hold === false && t("you can’t hold it there: ask {site}", { site: way.site?.name ?? "" }),
  ].filter(Boolean).join(" · ");
}

/** A radio for each way; `chosen` hears of the one that is picked. */
export function waysList(answer: Answered, ways: readonly Way[], picked: string, chosen: (way: Way) => void): HTMLElement {
  const list = make("fieldset", "", make("legend", "", t("Ways to say yes")));
  for (const way of ways) {
    const radio = make("input");
    radio.type = "radio";
    radio.name = "way";
    radio.value = keyOfWay(way);
    radio.checked = radio.value === picked;
    radio.addEventListener("change", () => { chosen(way); });
    list.append(make("label", "way", radio, make("span", "", make("b", "", titleOf(way)), make("small", "", noteOf(way, answer)))));
  }
  return list;
}

/** What may have been meant by an item that is not there; `chosen` hears which. */
export function closestList(closest: readonly ItemName[], chosen: (code: string) => void): HTMLElement {
  const list = make("ul", "closest");
  for (const { code, name } of closest) {
    const button = make("button", "button", `${code} ${name}`);
    button.type = "button";
    button.addEventListener("click", () => { chosen(code); });
    list.append(make("li", "", button));
  }
  return list;
}
