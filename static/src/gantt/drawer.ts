/** The drawer beside the bars: what the chosen bar is, for whom, what it takes and why; and its moves as buttons. */

import { ask, Refused, Unreachable } from "../shell/api";
import { number, t, tn } from "../shell/i18n";
import { addDays, dayMonth } from "../master-schedule/dates";
import { make, pill } from "../master-schedule/dom";
import { type LotAnswer, lotParts } from "../master-schedule/lot-behind";
import { orderLink } from "../master-schedule/order-link";
import type { ChainAnswer, ChainEnd } from "./data";
import { isForbidden, mayForbid } from "./model/moves";
import { lotsOf, mayLock } from "./model/moves-of-many";
import type { Bar, World } from "./model/world";
import { daysOf, hours, kindWord, minutesOf, percent, rowTitle, statusWord } from "./words";

export interface DrawerActions {
  mayMove(bar: Bar): boolean;
  /** What is chosen, by calendar days. */
  move(days: number): void;
  lock(): void;
  /** What is done with this bar's work centre is done with every lot of its item. */
  everyLot(bar: Bar): void;
  /** No lot of its item is made at this bar's work centre. */
  forbid(bar: Bar): void;
  onlyLate(): void;
  choose(bar: Bar): void;
  /** The chain of the bar's lot has come. */
  linked(bar: Bar, chain: ChainAnswer): void;
}

interface Addresses {
  readonly lot: string;
  readonly chain: string;
  readonly late: string;
  readonly schedule: string;
}

const REST_MS = 150;
const FIRST_SHOWN = 8;

export class Drawer {
  private asking: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly box: HTMLElement, private readonly addresses: Addresses, private readonly actions: DrawerActions) {}

  /** What is known at once, and what stands behind it as soon as the choice rests. */
  show(world: World, bar: Bar): void {
    const behind = make("div", "behind");
    this.box.replaceChildren(this.heading(bar), factList(world, bar), this.buttons(world, [bar]), behind);
    this.later(() => void this.fetch(world, bar, behind));
  }

  /** Several are chosen: what they come to, and what can be done to all of them. */
  several(world: World, bars: readonly Bar[]): void {
    this.later(() => undefined);
    const lots = lotsOf(bars);
    const [first, last] = [Math.min(...bars.map((bar) => bar.first)), Math.max(...bars.map((bar) => bar.last))];
    const facts = factsOf([
      [t("Lots"), number(lots.length)], [t("Days"), daysOf(world.plan, { first, last })],
      [t("Hours here"), hours(bars.reduce((sum, bar) => sum + minutesOf(bar), 0))],
    ]);
    const rows = lots.slice(0, FIRST_SHOWN).map((bar) => this.way(world, bar));
    this.box.replaceChildren(
      make("header", "", closeButton(), make("h2", "", tn("{count} bar is chosen.", "{count} bars are chosen.", bars.length)), make("p", "hint", t("By keys or dragged, they move together; one undo takes all of it back."))),
      make("section", "", facts), this.buttons(world, lots), make("ul", "worst", ...rows, andMore(lots.length - rows.length)),
    );
  }

  /** Nothing is chosen: what is late and can still be moved, the first to begin first. */
  start(world: World, bars: readonly Bar[]): void {
    this.later(() => undefined);
    const late = lotsOf(bars.filter(({ status, lot }) => status === "late" && lot).reverse()).reverse();
    const open = late.filter((bar) => !bar.isLocked);
    const ways = open.slice(0, FIRST_SHOWN).map((bar) => this.way(world, bar));
    const only = make("button", "button", t("Show only these"));
    only.type = "button";
    only.addEventListener("click", () => { this.actions.onlyLate(); });
    this.box.replaceChildren(
      make("header", "", closeButton(), make("h2", "", t("Act first")), make("p", "hint", t("Choose a bar to see for whom it is, what it takes and why it is there."))),
      make("section", "", make("h3", "", t("Lots of late orders")),
        late.length === 0 ? make("p", "hint", t("No lot shown is for a late order.")) : make("p", "hint", lateWords(late.length, open.length)),
        ways.length > 0 && make("ul", "worst", ...ways, andMore(open.length - ways.length)), late.length > 0 && make("div", "moves", only)),
    );
  }

  private later(run: () => void): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(run, REST_MS);
  }

  private way({ plan }: World, bar: Bar): HTMLElement {
    const [center] = rowTitle(plan, bar.center);
    const button = make("button", "", make("span", "who", make("b", "", `${bar.code} · ${number(bar.quantity)}`), make("small", "", `${center} · ${daysOf(plan, bar)}`)));
    button.type = "button";
    button.addEventListener("click", () => { this.actions.choose(bar); });
    return make("li", "", button);
  }

  private heading(bar: Bar): HTMLElement {
    const link = make("a", "", t("In the master schedule"));
    link.href = `${this.addresses.schedule}&item=${encodeURIComponent(bar.code)}`;
    return make(
      "header", "", closeButton(),
      make("h2", "", bar.code), make("p", "", bar.name),
      make("p", "tags", pill(bar.status, statusWord(bar)), make("span", "tag", kindWord(bar)), bar.isMoved && make("span", "tag", t("moved in the draft"))),
      make("p", "hint", link),
    );
  }

  private buttons(world: World, bars: readonly Bar[]): HTMLElement | string {
    if (!bars.every((bar) => this.actions.mayMove(bar))) return "";
    const button = (words: string, name: string, run: () => void): HTMLElement => {
      const made = make("button", "button", words);
      made.type = "button";
      made.setAttribute("aria-label", name);
      made.addEventListener("click", run);
      return made;
    };
    const isFirm = bars.every((bar) => bar.isFirm);
    const [bar] = bars;
    const one = bars.length === 1 && bar ? bar : null;
    const placed = one?.isPlaced ? one : null;
    return make(
      "div", "moves",
      button(t("← 1 day"), t("One day earlier"), () => { this.actions.move(-1); }),
      button(t("1 day →"), t("One day later"), () => { this.actions.move(1); }),
      mayLock(world, bars) && button(isFirm ? t("Set free") : t("Make firm"), isFirm ? t("Leave the lot to the engine") : t("Keep the lot as it is"), () => { this.actions.lock(); }),
      placed && button(t("Every lot there"), t("Make every lot of {item} on this work centre", { item: placed.code }), () => { this.actions.everyLot(placed); }),
      one && mayForbid(world, one) && this.forbidButton(world, one, button),
    );
  }

  private forbidButton(world: World, bar: Bar, button: (words: string, name: string, run: () => void) => HTMLElement): HTMLElement {
    const [center] = rowTitle(world.plan, bar.center);
    return isForbidden(world, bar)
      ? button(t("Allow lots here"), t("Let lots of {item} be made on {center} again", { item: bar.code, center }), () => { this.actions.forbid(bar); })
      : button(t("No lot here"), t("Make no lot of {item} on {center}", { item: bar.code, center }), () => { this.actions.forbid(bar); });
  }

  private async fetch({ plan }: World, bar: Bar, place: HTMLElement): Promise<void> {
    if (!bar.lot) return;
    const query = new URLSearchParams({ plan: String(plan.plan_id), lot: bar.lot.key }).toString();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const [lot, chain] = await Promise.all([
        ask<LotAnswer>(`${this.addresses.lot}&${query}`, { signal: asking.signal }),
        ask<ChainAnswer>(`${this.addresses.chain}&${query}`, { signal: asking.signal }),
      ]);
      if (asking.signal.aborted) return;
      place.replaceChildren(make("h3", "", t("What stands behind it")), ...this.lateLines(chain), ...lotParts(lot));
      this.actions.linked(bar, chain);
    } catch (error) {
      if (asking.signal.aborted) return; // the person has moved on
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      place.replaceChildren(make("p", "hint", t("What is behind this lot can't be fetched right now.")));
    }
  }

  /** Orders at the end of the chain that are not on time, each with the way to why. */
  private lateLines({ ends, cut }: ChainAnswer): HTMLElement[] {
    const troubled = ends.filter(({ status, line_id: line }) => line !== null && status !== "on_time" && status !== "");
    const list = troubled.slice(0, FIRST_SHOWN).map((end) => this.lateLine(end));
    return [
      ...(list.length > 0 ? [make("section", "", make("h4", "", t("Orders that it makes late or risks")), make("ul", "due", ...list, andMore(troubled.length - list.length)))] : []),
      ...(cut ? [make("p", "hint", t("The chain is long: its nearest links are drawn."))] : []),
    ];
  }

  private lateLine({ label, customer, due, status, line_id: line }: ChainEnd): HTMLElement {
    const words: Record<string, string> = { at_risk: t("at risk"), late: t("late"), not_planned: t("not planned") };
    const why = make("a", "", status === "at_risk" ? t("Why at risk?") : t("Why late?"));
    why.href = this.addresses.late.replace("/0/", `/${String(line)}/`);
    return make("li", "", pill(status, words[status] ?? status), make("span", "who", orderLink(label, line), make("small", "", `${customer} · ${dayMonth(due)}`), why));
  }
}

function closeButton(): HTMLButtonElement {
  const close = make("button", "button plain close", t("Close"));
  close.type = "button";
  close.dataset["closes"] = "";
  return close;
}

function factsOf(facts: readonly (readonly [words: string, value: string])[]): HTMLElement {
  return make("dl", "equation", ...facts.map(([words, value]) => make("div", "", make("dt", "", words), make("dd", "", value))));
}

function andMore(rest: number): HTMLElement | false {
  return rest > 0 && make("li", "hint", tn("and {count} more", "and {count} more", rest));
}

/** How many there are, and how many of them nobody moves any more. */
function lateWords(all: number, open: number): string {
  const lots = tn("{count} lot", "{count} lots", all);
  return open < all ? `${lots} · ${tn("{count} of them is fixed", "{count} of them are fixed", all - open)}` : lots;
}

function factList({ plan, open }: World, bar: Bar): HTMLElement {
  const [center, name] = rowTitle(plan, bar.center);
  const facts: [string, string][] = [
    [t("Work centre"), bar.lot ? `${center} ${name}` : center],
    [t("Days"), daysOf(plan, bar)],
    [t("Quantity"), t("{quantity} {unit}", { quantity: bar.quantity, unit: bar.unit })],
  ];
  if (bar.released) facts.push([t("Order"), bar.released.document], [t("Received"), percent(bar.released.share)]);
  else {
    facts.push([t("Hours here"), hours(minutesOf(bar))], [t("Step"), bar.steps.map(String).join(", ")]);
    if (bar.isMoved && bar.lot) facts.push([t("In the plan until"), dayMonth(bar.lot.finish)]);
  }
  if (bar.lot?.frozen) facts.push([t("Frozen until"), dayMonth(addDays(plan.start, bar.lot.fence - 1))]);
  return make("section", "", factsOf(facts), bar.released && make("p", "hint", t("A released order is no longer planned: it is drawn as long as its lead time, filled by what is received.")), bar.isMoved && open.isOpen(bar.last) && make("p", "hint", t("Hours and days of a moved lot are an estimate until the draft is checked.")));
}
