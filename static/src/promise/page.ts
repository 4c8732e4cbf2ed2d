/** The promise page: the answer comes while one types; the old one stays until the new one is there. */

import { attachCalendar } from "../calendar/field";
import { attachChoice } from "../choice/choice";
import { byId, make } from "../master-schedule/dom";
import { ask, Refused, Unreachable } from "../shell/api";
import type { Standing } from "../shell/frame";
import { t, tn } from "../shell/i18n";
import { markReady } from "../shell/ready";
import { announce } from "../shell/toast";
import type { Answer, Answered, ItemName, Way, WayKind } from "./answer";
import { answerCard, askedText, closestList } from "./card";
import { type Around, changeWords, Deal, type Offer, offerOf } from "./deal";
import { Fields } from "./fields";
import { Held } from "./held";
import type { HeldOrder } from "./held-card";
import { Outcome } from "./outcome";
import { keyOf, queryOf, questionOf, type Ready } from "./question";
import { Force } from "./force";
import { Ways } from "./ways";
import { Words } from "./words";

const DEBOUNCE_MS = 80;
const TIMEOUT_MS = 15_000;

const FIELD_OF = { no_quantity: "quantity", no_date: "wanted", no_customer: "customer" } as const;

export class Page {
  private readonly form = byId<HTMLFormElement>("promise");
  private readonly today = this.form.dataset["today"] ?? "";
  private readonly fields = new Fields(this.form.dataset["site"] ?? "");
  private readonly shown = new Outcome(() => this.oldWords());
  private readonly outcome = byId("outcome");
  private readonly words = new Words();
  private readonly copy = byId<HTMLButtonElement>("copy");
  private asking: AbortController | undefined;
  private debounce: ReturnType<typeof setTimeout> | undefined;
  /** What the answer on the page answers: as a key to compare the fields with, and in words. */
  private answered: { key: string; words: string; answer: Answered } | null = null;
  private readonly deal: Deal<Offer> | null;
  private readonly held: Held | null;
  private readonly ways = new Ways(this.form.dataset["otherWays"] ?? "", () => { this.chose(); });
  private readonly force = this.form.dataset["previewRush"] ? new Force(this.form.dataset, (reason) => { this.customerMissing(reason); }) : null;
  /** The question whose answer was held or ordered: it is not answered again as if nothing had been. */
  private dealt: { key: string; isOrdered: boolean } | null = null;
  /** What was offered until somebody else took it, for as long as the same is asked: their hold itself brings a new plan. */
  private lost: { key: string; offer: Offer } | null = null;

  constructor() {
    this.form.addEventListener("input", () => { this.later(); });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.now();
    });
    this.copy.addEventListener("click", () => { this.words.copy(); });
    const { dataset } = this.form;
    const mayPromise = this.fields.has("customer");
    this.held = mayPromise ? new Held(dataset, (order) => { this.askAgain(order); }) : null;
    this.deal = mayPromise ? new Deal(dataset, this.dealing()) : null;
    const customer = document.querySelector<HTMLInputElement>("#customer");
    if (customer) attachChoice(customer);
    document.addEventListener("lockstep:plan", () => { this.now(); });
    attachCalendar(byId<HTMLInputElement>("wanted"), byId<HTMLButtonElement>("pick-date"), this.today);
    this.now();
  }

  private dealing(): Around<Offer> {
    return {
      offer: () => this.offer(),
      customerMissing: (reason) => { this.customerMissing(reason); },
      done: (ids, isOrdered) => { this.dealtWith(ids, isOrdered); },
      taken: (offer) => {
        this.lost = { key: this.answered?.key ?? "", offer };
        this.now();
      },
      failed: (reason) => { this.shown.say(reason, "bad"); },
    };
  }

  private customerMissing(reason: string): void {
    this.fields.complain("customer", reason);
    this.fields.focus("customer");
  }

  /** What can be held: the way that is chosen and that one may hold, while the answer is the one to what stands in the fields. */
  private offer(): Offer | null {
    const answer = this.isOld() ? undefined : this.answered?.answer;
    const way = answer && this.ways.chosen(answer);
    return answer && way && way.may_hold !== false ? offerOf(answer, way, this.form.dataset["site"] ?? "") : null;
  }

  /** Hold a later and surer day at once, on the terms that are chosen. */
  private holdSurer(kind: WayKind): void {
    this.ways.pick(kind);
    this.deal?.holdNow();
  }

  private dealtWith(ids: readonly number[], isOrdered: boolean): void {
    this.dealt = { key: this.answered?.key ?? "", isOrdered };
    this.lost = null;
    this.ways.pick("whole");
    this.now();
    void this.held?.add(ids);
  }

  /** What was held and is no more, as a question again. */
  private askAgain({ lines: [line], customer }: HeldOrder): void {
    if (!line) return;
    this.fields.fill({ item: line.item, quantity: String(line.quantity), wanted: line.requested_date, customer: customer.code });
    this.dealt = null;
    this.now();
    this.fields.focus("quantity");
  }

  private later(): void {
    this.fields.takeAlong();
    this.offerCopy(); // at once: the next key may already be the one that copies
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => { this.now(); }, DEBOUNCE_MS);
  }

  private now(): void {
    clearTimeout(this.debounce);
    this.asking?.abort();
    this.shown.stopWatching();
    const question = questionOf(this.fields.typed(), this.today);
    this.fields.markWrong(question);
    if (question.state === "empty") this.prompt();
    if (question.state === "ready") this.answer(question);
    if (question.state === "wrong") this.shown.leave("", "waiting");
    this.offerCopy();
  }

  private answer(question: Ready): void {
    if (this.dealt?.key !== keyOf(question)) {
      this.dealt = null;
      void this.fetch(question);
      return;
    }
    this.shown.settle();
    this.message("dealt", this.dealt.isOrdered ? t("Ordered.") : t("Held."), t("It is listed under “What you hold”. Change the question for the next date, or ask the same again."));
    const again = make("button", "button", t("Ask the same again"));
    again.type = "button";
    again.addEventListener("click", () => { this.dealt = null; this.now(); });
    this.shown.card.append(again);
  }

  /** Whether the answer on the page is the one to what stands in the fields. */
  private isPresent(key = this.answered?.key): boolean {
    const question = questionOf(this.fields.typed(), this.today);
    return question.state === "ready" && key === keyOf(question);
  }

  private isOld(): boolean {
    return !this.isPresent() || this.shown.isOld;
  }

  /** Only what answers the fields as they stand is copied, and only while nothing says that it is old. */
  private offerCopy(): void {
    const isOld = this.isOld();
    this.copy.disabled = isOld || this.words.isEmpty;
    this.deal?.enable(this.offer() !== null);
    this.held?.offerConfirm(this.dealt !== null);
    this.outcome.classList.toggle("superseded", this.answered !== null && isOld);
  }

  /** What the answer on the page is worth: its question differs, or only its time has passed. */
  private oldWords(): string {
    return this.isPresent() ? t("What you see is old.") : t("What you see answers the question before: {question}.", { question: this.answered?.words ?? "" });
  }

  private async fetch(question: Ready): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.shown.watch();
    try {
      const answer = await ask<Answer>(`${this.form.dataset["quote"] ?? ""}&${queryOf(question)}`, { signal: asking.signal, timeoutMs: TIMEOUT_MS });
      // Typed on meanwhile: this answers what no longer stands in the fields, and the next question is about to go.
      if (!this.isPresent(keyOf(question))) return;
      this.shown.settle();
      this.show(answer, question);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.shown.settle();
      const isSignedOut = error instanceof Refused && error.status === 401;
      this.shown.leave(isSignedOut ? t("You are signed out.") : t("No answer from the server."), "bad");
    }
    this.offerCopy();
  }

  private show(answer: Answer, question: Ready): void {
    markReady();
    this.warnIfBehind(answer.standing);
    if ("ways" in answer) {
      this.answered = { key: keyOf(question), words: askedText(answer), answer };
      this.showAnswer(answer, queryOf(question));
    } else if (answer.state === "unknown_item") this.showUnknown(question.item, answer.closest);
    else if (answer.state === "no_plan") this.message("no_plan", t("There is no plan yet, so there is no date to promise."));
    else {
      this.fields.complain(FIELD_OF[answer.state], answer.reason);
      this.shown.leave("", "waiting");
    }
  }

  /** The answer is right for the plan it names; these changes are not in that plan yet. */
  private warnIfBehind(standing: Standing): void {
    if (standing.stuck) this.shown.say(t("Planning is stuck: the answer rests on an old plan."), "warn");
    else if (standing.waiting > 0) {
      this.shown.say(tn("{count} change is not planned yet; the date may move.", "{count} changes are not planned yet; the date may move.", standing.waiting), "warn");
    }
  }

  private showAnswer(answer: Answered, query: string): void {
    this.shown.card.dataset["state"] = answer.state;
    const tableWasOpen = this.shown.card.querySelector("details")?.open ?? false;
    this.shown.card.replaceChildren(...answerCard(answer, this.form.dataset["siteName"] ?? "", this.deal && ((kind) => { this.holdSurer(kind); })));
    const table = this.shown.card.querySelector("details");
    if (table) table.open = tableWasOpen;
    if (answer.customer) this.fields.remember(answer.customer.code);
    if (this.lost && this.lost.key === this.answered?.key) this.shown.say(changeWords(this.lost.offer, answer), "warn");
    else this.lost = null;
    this.ways.show(answer, query);
    this.force?.show(answer);
    this.setWords(this.ways.chosen(answer));
    announce([byId("answer").querySelector(".big")?.textContent, answer.why_not].filter(Boolean).join(". "));
  }

  private chose(): void {
    const answer = this.answered?.answer;
    if (answer) this.setWords(this.ways.chosen(answer));
    this.offerCopy();
  }

  private setWords(way: Way | undefined): void {
    this.words.show(way?.texts, this.answered?.answer.customer?.code ?? "");
  }

  private showUnknown(asked: string, closest: readonly ItemName[]): void {
    this.message("unknown_item", t("There is no item “{item}” here.", { item: asked }), closest.length > 0 ? t("Did you mean") : "");
    this.shown.card.append(closestList(closest, (code) => {
      this.fields.fill({ item: code });
      this.now();
    }));
  }

  private prompt(): void {
    markReady();
    this.shown.settle();
    this.message("empty", this.fields.typed().item.trim() === "" ? t("Choose an item and a quantity to get a date.") : t("Enter a quantity to get a date."));
  }

  private message(state: string, words: string, more = ""): void {
    this.answered = null;
    this.shown.message(state, words, more);
    this.ways.hide();
    this.force?.hide();
    this.setWords(undefined);
  }
}
