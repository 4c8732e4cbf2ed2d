/** The promise page: the answer comes while one types; the old one stays until the new one is there. */

import { attachCalendar } from "../calendar/field";
import { byId, make } from "../master-schedule/dom";
import { ask, Refused, Unreachable } from "../shell/api";
import type { Standing } from "../shell/frame";
import { t, tn } from "../shell/i18n";
import { markReady } from "../shell/ready";
import { announce } from "../shell/toast";
import type { Answer, Answered, ItemName, Way, WayKind } from "./answer";
import { answerCard, waysList } from "./card";
import { copyText } from "./copy";
import { type Question, questionOf, type Typed } from "./question";

const DEBOUNCE_MS = 120;
const DIM_AFTER_MS = 400;
const SLOW_AFTER_MS = 1000;
const TIMEOUT_MS = 15_000;

export class Page {
  private readonly form = byId<HTMLFormElement>("promise");
  private readonly today = this.form.dataset["today"] ?? "";
  private readonly fields = { item: byId<HTMLInputElement>("item"), quantity: byId<HTMLInputElement>("quantity"), wanted: byId<HTMLInputElement>("wanted") };
  private readonly card = byId("answer");
  private readonly ways = byId("ways");
  private readonly words = byId("copy-words");
  private readonly copy = byId<HTMLButtonElement>("copy");
  private asking: AbortController | undefined;
  private debounce: ReturnType<typeof setTimeout> | undefined;
  private slowness: ReturnType<typeof setTimeout>[] = [];
  private way: WayKind = "whole";

  constructor() {
    this.recall();
    this.form.addEventListener("input", () => { this.later(); });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.now();
    });
    this.copy.addEventListener("click", () => { copyText(this.words); });
    document.addEventListener("lockstep:plan", () => { this.now(); });
    attachCalendar(this.fields.wanted, byId<HTMLButtonElement>("pick-date"), this.today);
    this.now();
  }

  private typed(): Typed {
    const { item, quantity, wanted } = this.fields;
    return { item: item.value, quantity: quantity.value, wanted: wanted.value };
  }

  /** A promise can be linked to: `?item=&quantity=&wanted=`. */
  private recall(): void {
    const asked = new URLSearchParams(location.search);
    for (const [name, field] of Object.entries(this.fields)) field.value = asked.get(name) ?? field.value;
  }

  private later(): void {
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => { this.now(); }, DEBOUNCE_MS);
  }

  private now(): void {
    clearTimeout(this.debounce);
    this.asking?.abort();
    this.stopWatching();
    const question = questionOf(this.typed(), this.today);
    this.markWrong(question);
    if (question.state === "empty") this.prompt();
    if (question.state === "ready") void this.fetch(question);
    if (question.state === "wrong") this.leave();
  }

  private markWrong(question: Question): void {
    for (const name of ["item", "quantity", "wanted"] as const) {
      const wrong = question.state === "wrong" && question.field === name ? question.reason : "";
      this.complain(name, wrong);
    }
  }

  private complain(name: "item" | "quantity" | "wanted", reason: string): void {
    const place = byId(`${name}-error`);
    place.textContent = reason;
    place.hidden = reason === "";
    if (reason) this.fields[name].setAttribute("aria-invalid", "true");
    else this.fields[name].removeAttribute("aria-invalid");
  }

  private async fetch(question: Extract<Question, { state: "ready" }>): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.watchSlowness();
    const query = new URLSearchParams({ item: question.item, quantity: String(question.quantity), wanted: question.wanted });
    try {
      const answer = await ask<Answer>(`${this.form.dataset["quote"] ?? ""}&${query.toString()}`, { signal: asking.signal, timeoutMs: TIMEOUT_MS });
      this.settle();
      this.show(answer);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.settle();
      this.say(this.hasAnswer() ? t("No answer from the server. What you see is old.") : t("No answer from the server."), "bad");
      this.leave();
    }
  }

  private watchSlowness(): void {
    this.stopWatching();
    this.slowness.push(
      setTimeout(() => { this.card.classList.add("dim"); }, DIM_AFTER_MS),
      setTimeout(() => { this.stillChecking(); }, SLOW_AFTER_MS),
    );
  }

  private stillChecking(): void {
    if (this.hasAnswer()) this.say(t("Still checking. The answer below is the last one."), "waiting");
    else this.message("waiting", t("Checking…"));
  }

  private hasAnswer(): boolean {
    return this.card.querySelector(".big") !== null;
  }

  /** What is shown does not belong to what stands in the fields: a date stays, marked as old; words go. */
  private leave(): void {
    if (this.hasAnswer()) this.card.classList.add("old");
    else this.message("empty", t("No date yet: see the remark at the field."));
  }

  private stopWatching(): void {
    this.slowness.forEach(clearTimeout);
    this.slowness = [];
  }

  private settle(): void {
    this.stopWatching();
    this.card.classList.remove("dim", "old");
    this.say("");
  }

  private say(words: string, tone: "" | "bad" | "waiting" | "warn" = ""): void {
    const place = byId("remark");
    place.textContent = words;
    place.hidden = words === "";
    place.dataset["tone"] = tone;
  }

  private show(answer: Answer): void {
    markReady();
    this.warnIfBehind(answer.standing);
    if ("ways" in answer) this.showAnswer(answer);
    else if (answer.state === "unknown_item") this.showUnknown(answer.closest);
    else if (answer.state === "no_plan") this.message("no_plan", t("There is no plan yet, so there is no date to promise."));
    else {
      this.complain(answer.state === "no_quantity" ? "quantity" : "wanted", answer.reason);
      this.leave();
    }
  }

  /** The answer is right for the plan it names; these changes are not in that plan yet. */
  private warnIfBehind(standing: Standing): void {
    if (standing.stuck) this.say(t("Planning is stuck: the answer rests on an old plan."), "warn");
    else if (standing.waiting > 0) {
      this.say(tn("{count} change is not planned yet; the date may move.", "{count} changes are not planned yet; the date may move.", standing.waiting), "warn");
    }
  }

  private showAnswer(answer: Answered): void {
    this.card.dataset["state"] = answer.state;
    const tableWasOpen = this.card.querySelector("details")?.open ?? false;
    this.card.replaceChildren(...answerCard(answer, this.form.dataset["siteName"] ?? ""));
    const table = this.card.querySelector("details");
    if (table) table.open = tableWasOpen;
    const way = answer.ways.find(({ kind }) => kind === this.way) ?? answer.ways[0];
    this.ways.hidden = answer.ways.length < 2;
    this.ways.replaceChildren(waysList(answer, way?.kind ?? "", (chosen) => { this.choose(chosen); }));
    this.setWords(way);
    announce([byId("answer").querySelector(".big")?.textContent, answer.why_not].filter(Boolean).join(". "));
  }

  private choose(way: Way): void {
    this.way = way.kind;
    this.setWords(way);
  }

  private setWords(way: Way | undefined): void {
    this.words.textContent = way?.text ?? "";
    byId("copy-card").hidden = way === undefined;
    this.copy.disabled = way === undefined;
  }

  private showUnknown(closest: readonly ItemName[]): void {
    this.message("unknown_item", t("There is no item “{item}” here.", { item: this.fields.item.value.trim() }), closest.length > 0 ? t("Did you mean") : "");
    const list = make("ul", "closest");
    for (const item of closest) {
      const button = make("button", "button", `${item.code} ${item.name}`);
      button.type = "button";
      button.addEventListener("click", () => {
        this.fields.item.value = item.code;
        this.now();
      });
      list.append(make("li", "", button));
    }
    this.card.append(list);
  }

  private prompt(): void {
    markReady();
    this.settle();
    this.message("empty", this.fields.item.value.trim() === "" ? t("Choose an item and a quantity to get a date.") : t("Enter a quantity to get a date."));
  }

  private message(state: string, words: string, more = ""): void {
    this.card.classList.remove("dim", "old");
    this.card.dataset["state"] = state;
    this.card.replaceChildren(make("p", "prompt", words), ...(more ? [make("p", "hint", more)] : []));
    this.ways.hidden = true;
    this.setWords(undefined);
  }
}
