/** Dates for many lines: paste, see each line's date as part of one order, hold or order all of them, take the table away. */

import { attachChoice } from "../choice/choice";
import { byId } from "../master-schedule/dom";
import { copyText } from "../promise/copy";
import { Deal, type Dealt } from "../promise/deal";
import { Held } from "../promise/held";
import type { HeldOrder } from "../promise/held-card";
import { reasonOf } from "../promise/refusal";
import { Words } from "../promise/words";
import { Refused, Unreachable } from "../shell/api";
import { number, t, tn } from "../shell/i18n";
import { markReady } from "../shell/ready";
import { announce } from "../shell/toast";
import { type Answers, answersTo, hasDate } from "./answers";
import { readRows, type Row } from "./rows";
import { cellsOf, type Line, tableRow, tableText } from "./table";

/** What is typed is kept for this long beside the page: a phone that reloads it loses nothing. */
const KEPT = "promise-many:";

interface Offer extends Dealt { readonly count: number }

export class ManyPage {
  private readonly text = byId<HTMLTextAreaElement>("lines");
  private readonly customer = document.querySelector<HTMLInputElement>("#customer");
  private readonly progress = byId<HTMLProgressElement>("progress");
  private readonly words = new Words();
  private readonly held: Held | null;
  private readonly deal: Deal<Offer> | null;
  private readonly most: number;
  private lines: readonly Line[] = [];
  private answered: Answers | null = null;
  private asking: AbortController | undefined;
  private isDealt = false;

  constructor(private readonly root: HTMLElement) {
    this.most = Number(root.dataset["most"]);
    const mayPromise = this.customer !== null;
    this.held = mayPromise ? new Held(root.dataset, (order) => { this.askAgain(order); }) : null;
    this.deal = mayPromise ? new Deal<Offer>(root.dataset, {
      offer: () => this.offer(),
      customerMissing: (reason) => { this.complain("customer", reason); this.customer?.focus(); },
      done: (ids, isOrdered) => { this.dealtWith(ids, isOrdered); },
      taken: (_offer, error) => { this.taken(error); },
      failed: (reason) => { this.say(reason, "bad"); },
    }) : null;
    this.text.value = sessionStorage.getItem(this.memory()) ?? "";
    this.listen();
    if (this.customer) attachChoice(this.customer);
    markReady();
  }

  private memory(): string {
    return KEPT + (this.root.dataset["site"] ?? "");
  }

  private listen(): void {
    byId("many-form").addEventListener("submit", (event) => { event.preventDefault(); void this.ask(); });
    this.text.addEventListener("paste", () => setTimeout(() => void this.ask()));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.ask();
    });
    for (const field of [this.text, this.customer]) field?.addEventListener("input", () => { this.changed(); });
    byId("copy").addEventListener("click", () => { this.words.copy(); });
    byId("copy-table").addEventListener("click", () => { this.copyTable(); });
    byId<HTMLFormElement>("file-form").addEventListener("submit", () => {
      byId<HTMLInputElement>("file-rows").value = JSON.stringify(this.lines.map(cellsOf));
    });
    document.addEventListener("lockstep:plan", () => {
      if (this.answered && !this.isDealt) void this.ask(t("There is a new plan: the dates are those of the new one."));
    });
  }

  private changed(): void {
    sessionStorage.setItem(this.memory(), this.text.value);
    this.complain("customer", "");
    if (this.answered && !this.isDealt) this.say(t("What you see answers the lines before. Get dates again."), "waiting");
    this.settle(false);
  }

  /** Whether what is shown may be held and copied. */
  private settle(isCurrent: boolean): void {
    if (!isCurrent) this.asking?.abort();
    byId("outcome").classList.toggle("superseded", !isCurrent && this.answered !== null);
    if (!isCurrent) this.progress.hidden = true;
    if (!isCurrent) this.answered = null;
    byId("many-actions").hidden = this.lines.length === 0;
    byId<HTMLButtonElement>("copy").disabled = !isCurrent || this.words.isEmpty;
    this.deal?.enable(this.offer() !== null);
    this.held?.offerConfirm(this.isDealt);
  }

  private async ask(remark = ""): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    sessionStorage.setItem(this.memory(), this.text.value);
    const rows = readRows(this.text.value, this.root.dataset["today"] ?? "");
    this.complain("lines", rows.length === 0 ? t("Paste lines first: item, quantity, wanted date.") : "");
    if (rows.length === 0) { this.text.focus(); return; }
    const asked = rows.filter((row) => row.ready !== null).slice(0, this.most);
    this.progress.hidden = false;
    this.progress.max = Math.max(1, asked.length);
    this.say(t("Checking…"), "waiting");
    try {
      const found = asked.length === 0 ? null : await this.answers(asked, asking.signal);
      if (asking.signal.aborted) return;
      this.show(rows, asked, found, remark);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.failed(error);
    }
    this.progress.hidden = true;
  }

  private answers(asked: readonly Row[], signal: AbortSignal): Promise<Answers> {
    const address = this.root.dataset["answers"] ?? "";
    return answersTo(asked, { address, customer: this.customer?.value ?? "", signal, progress: (count) => { this.progressed(count, asked.length); } });
  }

  private failed(error: unknown): void {
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
    this.say(error instanceof Refused ? reasonOf(error) : t("No answer from the server. Your lines are still here: get dates again."), "bad");
  }

  private progressed(count: number, all: number): void {
    this.progress.value = count;
    if (count > 0 && count < all) this.say(t("{n} of {all} lines answered", { n: count, all }), "waiting");
  }

  private show(rows: readonly Row[], asked: readonly Row[], found: Answers | null, remark: string): void {
    if (found?.state === "no_customer") { this.complain("customer", found.reason); this.say(""); this.settle(false); return; }
    if (found?.state === "no_plan") { this.say(t("There is no plan yet, so there is no date to promise."), "bad"); this.settle(false); return; }
    const answers = new Map(asked.map((row, place) => [row, found?.rows[place]]));
    const left = rows.filter((row) => row.ready !== null && !answers.has(row)).length;
    this.lines = rows.filter((row) => row.ready === null || answers.has(row)).map((row) => ({ row, answer: answers.get(row) }));
    this.answered = found;
    this.isDealt = false;
    this.draw();
    const over = left > 0 && tn("{count} more line is not asked: {most} at most. It stays in the field.", "{count} more lines are not asked: {most} at most. They stay in the field.", left, { most: this.most });
    const waiting = found?.standing.waiting ?? 0;
    const behind = waiting > 0 && tn("{count} change is not planned yet; the date may move.", "{count} changes are not planned yet; the date may move.", waiting);
    this.say([remark, over, behind].filter(Boolean).join(" "), "warn");
    this.settle(found !== null);
  }

  private draw(): void {
    const dated = this.lines.filter(({ answer }) => hasDate(answer)).length;
    const title = byId("result-title");
    title.textContent = t("{n} of {all} lines have a date", { n: number(dated), all: number(this.lines.length) });
    byId("answers").replaceChildren(...this.lines.map((line, place) => tableRow(line, place + 1, (row, code) => { this.correct(row, code); })));
    byId("result").hidden = false;
    this.words.show(dated > 0 ? this.texts() : undefined, this.answered?.customer?.code ?? "");
    announce(title.textContent);
  }

  /** What is written to the customer: a line for each that has a date. */
  private texts(): Record<string, string> {
    const dated = this.lines.map(({ answer }) => answer).filter(hasDate);
    const languages = Object.keys(dated[0]?.texts ?? {});
    return Object.fromEntries(languages.map((language) => [language, dated.map(({ texts }) => texts[language] ?? "").join("\n")]));
  }

  /** What can be held: all lines that have a date, as one order. */
  private offer(): Offer | null {
    if (!this.answered || this.isDealt) return null;
    const dated = this.lines.map(({ answer }) => answer).filter(hasDate);
    if (dated.length === 0) return null;
    const lines = dated.map(({ item, quantity, wanted_date: wanted, delivery_date: date }) => ({ item: item.code, quantity, requested_date: wanted ?? date, date }));
    return { customer: this.answered.customer, site: this.root.dataset["site"] ?? "", lines, count: lines.length };
  }

  private dealtWith(ids: readonly number[], isOrdered: boolean): void {
    this.isDealt = true;
    const left = this.lines.length - ids.length;
    const done = isOrdered ? tn("{count} line is ordered.", "{count} lines are ordered.", ids.length) : tn("{count} line is held.", "{count} lines are held.", ids.length);
    const rest = left > 0 && tn("{count} line without a date is not in it.", "{count} lines without a date are not in it.", left);
    this.say([done, rest].filter(Boolean).join(" "), left > 0 ? "warn" : "");
    this.settle(true);
    void this.held?.add(ids);
  }

  /** Somebody took what a line rests on: nothing was held, and all are asked again. */
  private taken(error: Refused): void {
    void this.ask(t("Nothing was held. {reason} Below are the dates as they are now.", { reason: reasonOf(error) }));
  }

  private askAgain({ lines, customer }: HeldOrder): void {
    this.text.value = lines.map(({ item, quantity, requested_date: date }) => [item, quantity, date].join("\t")).join("\n");
    if (this.customer) this.customer.value = customer.code;
    this.text.focus();
    void this.ask();
  }

  private correct(row: Row, code: string): void {
    const lines = this.text.value.split(/\r\n|\r|\n/);
    lines[row.line] = (lines[row.line] ?? "").replace(row.item, () => code);
    this.text.value = lines.join("\n");
    void this.ask();
    byId("result-title").focus();
  }

  private copyTable(): void {
    const place = byId("table-text");
    place.textContent = tableText(this.lines);
    copyText(place);
    place.textContent = "";
  }

  private say(words: string, tone = ""): void {
    const place = byId("remark");
    place.textContent = words;
    place.hidden = words === "";
    place.dataset["tone"] = tone;
  }

  private complain(name: "customer" | "lines", reason: string): void {
    const field = name === "lines" ? this.text : this.customer;
    if (!field) return;
    const place = byId(`${name}-error`);
    place.textContent = reason;
    place.hidden = reason === "";
    if (reason) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}
