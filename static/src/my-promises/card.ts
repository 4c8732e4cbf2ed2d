/** One promise: what was said, what the plan says, what backs it, and what can be done with it. */

import { longDay } from "../master-schedule/dates";
import { make, pill } from "../master-schedule/dom";
import { leftWords } from "../promise/countdown";
import { t } from "../shell/i18n";
import { askWhy } from "./why";
import { isAlive, isInDanger, type Option, type Promised, secondsLeft } from "./promise";
import { backingWords, optionDetail, neededWords, optionTitle, percent, slackWords, STATUS, standingWords } from "./words";

/** What one can do; each answers with a reason where it was refused, else with "". */
export interface Doing {
  confirm(one: Promised): Promise<string>;
  holdOn(one: Promised): Promise<string>;
  takeBack(one: Promised, why: string): Promise<string>;
  copy(one: Promised): Promise<string>;
  options(one: Promised): Promise<readonly Option[] | string>;
  take(one: Promised, option: Option, why: string): Promise<string>;
  foretell(one: Promised): Promise<string>;
}
export interface Shown { readonly mayPromise: boolean; readonly currency: string; readonly ordersAt: string; readonly lateAt: string; readonly showsOwner: boolean }

export class Card {
  readonly element = make("li", "card mine-card");
  private readonly left = make("span", "left");
  private readonly trouble = make("p", "error");
  private readonly ways = make("div", "ways");

  constructor(readonly one: Promised, private readonly doing: Doing, private readonly shown: Shown) {
    this.trouble.setAttribute("role", "alert");
    this.left.setAttribute("role", "timer");
    this.ways.setAttribute("role", "status");
    this.element.dataset["promise"] = String(one.id);
    this.element.dataset["standing"] = one.standing;
    const why = whyLate(this.one, this.shown.lateAt);
    this.element.append(this.head(), this.what(), this.dates(), this.backing(), ...(why ? [why] : []), this.trouble, this.actions(), this.ways);
  }

  /** Say how long it is still held. Returns whether the time is over. */
  tick(now: number): boolean {
    const seconds = secondsLeft(this.one, now);
    if (seconds === null) return false;
    const words = t("{time} left", { time: leftWords(seconds) });
    if (this.left.textContent !== words) this.left.textContent = words;
    return seconds <= 0;
  }

  /** Whether something is typed or open here that a redraw would take away. */
  get isBusy(): boolean {
    return this.element.querySelector("form") !== null;
  }

  private head(): HTMLElement {
    const { order, line, customer, customer_name: name, standing } = this.one;
    const link = make("a", "", `${order} / ${String(line)}`);
    link.href = `${this.shown.ordersAt}${encodeURIComponent(order)}/`;
    const title = make("h3", "", link, ` · ${name || customer}`);
    return make("header", "", title, make("span", "chips", pill(STATUS[standing], standingWords(standing)), this.one.state === "held" && this.left));
  }

  private what(): HTMLElement {
    const { quantity, unit, item, item_name: name, made_by: by } = this.one;
    const words = t("{quantity} {unit} {item}", { quantity, unit, item: name && name !== item ? `${item} ${name}` : item });
    return make("p", "what", words, this.shown.showsOwner && make("span", "by", by));
  }

  private dates(): HTMLElement {
    const { promised_date: promised, planned_date: planned, first_date: first, slack_days: slack, slack_days_80: needed, probability } = this.one;
    const list = make("dl", "mine-dates");
    const add = (term: string, value: string, note = ""): void => {
      list.append(make("div", "", make("dt", "", term), make("dd", "", value, note && make("small", "", note))));
    };
    const isMoved = promised !== null && promised !== first;
    add(t("Promised"), longDay(promised ?? first), isMoved ? t("first {day}", { day: longDay(first) }) : "");
    add(t("Planned"), planned ? longDay(planned) : "–");
    add(t("Slack"), slackWords(slack), isAlive(this.one) ? neededWords(needed) : "");
    add(t("Probability when given"), probability === null ? "–" : percent(probability));
    return list;
  }

  private backing(): HTMLElement {
    const { backing } = this.one;
    const list = make("ul", "", ...backing.map((each) => make("li", "", backingWords(each))));
    const words = backing.length > 0 ? list : make("p", "", t("Nothing was noted when it was made."));
    return make("details", "backing", make("summary", "", t("What it was made on")), words);
  }

  private actions(): HTMLElement {
    const { one, doing, shown } = this;
    const row = make("div", "mine-actions");
    if (!shown.mayPromise || !isAlive(one)) return row;
    const isDecided = !["held", "confirmed"].includes(one.state);
    if (isInDanger(one)) row.append(this.button(t("What can be done"), "button primary", () => this.showWays()));
    if (one.state === "held") {
      row.append(this.button(t("Confirm"), isInDanger(one) ? "button" : "button primary", () => doing.confirm(one)));
      row.append(this.button(t("Hold 30 min from now"), "button", () => doing.holdOn(one)));
    }
    if (isDecided) return row;
    row.append(this.button(t("Copy text"), "button", () => doing.copy(one)));
    row.append(this.button(one.state === "held" ? t("Let go") : t("Take back"), "button", () => {
      askWhy(this.ways, one.state === "held" ? t("Let go") : t("Take back"), (why) => doing.takeBack(one, why));
      return Promise.resolve("");
    }));
    return row;
  }

  private async showWays(): Promise<string> {
    this.ways.replaceChildren(make("p", "hint", t("Looking at what is free…")));
    const found = await this.doing.options(this.one);
    this.ways.replaceChildren();
    if (typeof found === "string") return found;
    if (found.length === 0) this.ways.append(make("p", "hint", t("The plan has no way at the moment: talk to the planner, or take the promise back.")));
    else this.ways.append(make("ul", "way-list", ...found.map((option) => this.way(option))));
    return "";
  }

  private way(option: Option): HTMLElement {
    const isAsked = option.way === "ahead" || option.way === "overtime";
    const place = make("div", "way-form");
    const row = make("li", "", make("b", "", optionTitle(option, this.one)), make("p", "", optionDetail(option, this.shown.currency)));
    const buttons = make("div", "mine-actions");
    if (isAsked && option.doable) buttons.append(this.button(t("What would it do?"), "button", async () => {
      place.textContent = t("A worker is planning it…");
      place.textContent = await this.doing.foretell(this.one);
      return "";
    }));
    if (option.doable) buttons.append(this.button(isAsked ? t("Ask for it") : t("Do this"), "button", () => {
      askWhy(place, isAsked ? t("Ask for it") : t("Do this"), (why) => this.doing.take(this.one, option, why));
      return Promise.resolve("");
    }));
    row.append(buttons, place);
    return row;
  }

  private button(words: string, classes: string, run: () => Promise<string>): HTMLButtonElement {
    const made = make("button", classes, words);
    made.type = "button";
    made.addEventListener("click", () => {
      this.trouble.textContent = "";
      made.setAttribute("aria-busy", "true");
      void run().then((trouble) => { this.trouble.textContent = trouble; }).finally(() => { made.removeAttribute("aria-busy"); });
    });
    return made;
  }
}

/** The way to what holds the line up, worked out on a page of its own; null for a promise that is in no danger. */
function whyLate(one: Promised, lateAt: string): HTMLElement | null {
  if (!isInDanger(one)) return null;
  const link = make("a", "", one.standing === "at_risk" ? t("Why at risk") : t("Why late, and what would help"));
  link.href = lateAt.replace("/0/", `/${String(one.order_line)}/`);
  return make("p", "", link);
}
