/** The page of a late line: why, and the ways out, each put into one's draft by one click. */

import { byId, make } from "../master-schedule/dom";
import { ask, Refused } from "../shell/api";
import { embedded } from "../shell/frame";
import { t, tn } from "../shell/i18n";
import { markReady } from "../shell/ready";
import { announce } from "../shell/toast";
import { type Answer, type Draft, goesOn, isAppliable, type Lateness, type Piece, type Way, withSteps } from "./answer";
import { dates, reasons, where } from "./reasons";
import { answered } from "./waiting";

interface Problem { readonly detail?: string }
interface Saved { readonly answers: readonly { readonly kind: string; readonly reasons?: Readonly<Record<string, string>> }[] }

export class LatePage {
  private readonly outcome = byId("outcome");
  private isStopped = false;

  constructor(private readonly place: HTMLElement) {
    document.addEventListener("lockstep:plan", () => { this.outdated(); });
    const known = embedded<Lateness>("late-known");
    if (known) this.outcome.prepend(reasons(known, dates(known)));
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) void this.ask(); }); // its question ended when it was left
    void this.ask().finally(markReady);
  }

  /** Ask, and while nothing is found go on from there, a few times and as long as the reader lets it. */
  private async ask(): Promise<void> {
    this.isStopped = false;
    this.outcome.setAttribute("aria-busy", "true");
    try {
      for (let rounds = 1, goes = true; goes; rounds += 1) {
        const answer = await this.answer();
        goes = goesOn(answer, rounds) && !this.isStopped;
        const hadFocus = this.outcome.contains(document.activeElement);
        this.outcome.replaceChildren(...this.shown(answer, goes));
        if (hadFocus) this.search?.querySelector("button")?.focus();
      }
    } catch (error) {
      this.failed(error);
    }
    this.outcome.removeAttribute("aria-busy");
  }

  /** One round: ask, say while it goes on whether others are answered first, and that it ends with this page. */
  private async answer(): Promise<Answer> {
    const turn = make("p", "hint late-turn", t("Other questions are answered first: yours waits for its turn."));
    try {
      return await answered<Answer>(this.place.dataset["waysOut"] ?? "", this.place.dataset, (begun) => {
        if (begun) turn.remove();
        else if (!turn.isConnected) this.outcome.append(turn);
      });
    } finally {
      turn.remove();
    }
  }

  /** Where the shown answer says how the search stands; null before the first answer. */
  private get search(): HTMLElement | null {
    return this.outcome.querySelector<HTMLElement>(".late-search");
  }

  /** Say that a round failed: what earlier ones found stays. */
  private failed(error: unknown): void {
    const words = make("p", "error", sorry(error));
    if (!this.search) {
      const known = this.outcome.querySelectorAll(".late-why");
      this.outcome.replaceChildren(...known, words, this.again());
      return;
    }
    const goOn = this.again(t("Go on searching"));
    const hadFocus = this.search.contains(document.activeElement);
    this.search.replaceChildren(words, goOn);
    if (hadFocus) goOn.focus();
  }

  private again(words = t("Ask again")): HTMLElement {
    const button = make("button", "button", words);
    button.type = "button";
    button.addEventListener("click", () => {
      if (button.ariaDisabled === "true") return;
      this.outcome.querySelectorAll(".error").forEach((one) => { one.remove(); });
      const hint = make("p", "hint", this.search ? t("The search goes on from where it stopped …") : t("It is asked again …"));
      button.ariaDisabled = "true"; // a disabled button would lose the keyboard's focus
      button.after(hint);
      void this.ask().finally(() => {
        button.ariaDisabled = null;
        hint.remove();
      });
    });
    return button;
  }

  private stop(): HTMLElement {
    const button = make("button", "button", t("Stop searching"));
    button.type = "button";
    button.addEventListener("click", () => {
      this.isStopped = true;
      button.disabled = true;
    });
    return button;
  }

  private shown(answer: Answer, goes: boolean): HTMLElement[] {
    if (!answer.is_late && !answer.is_at_risk) return inTime(answer);
    const heading = answer.is_late ? t("Ways out, the best first") : t("Ways to have it sooner, the best first");
    const why = reasons(answer, dates(answer));
    const ways = answer.ways.map((way, place) => this.card(way, place));
    const found = make("section", "late-ways", make("h2", "", heading));
    if (answer.no_whole !== "") found.append(make("p", "late-part", answer.no_whole));
    if (ways.length > 0) found.append(make("p", "hint", t("Money is what these pieces cost; overtime that the plan buys besides is told by a check of the draft. How much waits, and how long, counts in the order too.")));
    found.append(...ways, this.standing(answer, goes));
    return [why, found];
  }

  /** How the search stands, and the button that stops it or lets it go on. */
  private standing(answer: Answer, goes: boolean): HTMLElement {
    const place = make("div", "late-search");
    if (answer.ways.length === 0) place.append(make("p", "prompt", answer.finished ? answer.nothing : notYet(answer, goes)));
    else if (!answer.finished) place.append(make("p", "hint", goes ? t("The search goes on.") : t("There was no time to look at everything: there may be cheaper ways.")));
    if (goes) place.append(this.stop());
    else if (!answer.finished) place.append(this.again(t("Go on searching")));
    return place;
  }

  private card(way: Way, place: number): HTMLElement {
    const pill = way.is_part ? t("a part in time") : place === 0 && t("best");
    const title = make("h3", "", way.price, pill !== false && make("span", "pill", pill));
    const pieces = make("ul", "pieces", ...way.pieces.map((piece) => make("li", "", ...told(piece))));
    const there = way.is_part
      ? t("The last of it is there on {date}; every promise to others that is kept now is kept.", { date: way.ready })
      : t("There on {date}; every promise that is kept now is kept.", { date: way.ready });
    const card = make("article", "card late-way", title, pieces, make("p", "", there), this.touched(way));
    if (!way.is_least) card.append(make("p", "hint", t("It is not proven yet that less of it would not do.")));
    if (isAppliable(way)) card.append(this.applyButton(way));
    return card;
  }

  private touched({ delayed, others_delayed: others }: Way): HTMLElement {
    const words = [...delayed, ...(others > 0 ? [t("{count} lines of others", { count: others })] : [])];
    return make("p", "hint", words.length > 0 ? t("Late by it, and promised to nobody: {lines}.", { lines: words.join(", ") }) : t("Nobody else becomes late."));
  }

  private applyButton(way: Way): HTMLElement {
    const button = make("button", "button primary", way.steps.length > 0 ? t("Put it into my draft") : t("Ask for the change"));
    const said = make("p", "hint");
    said.setAttribute("role", "status");
    button.type = "button";
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.apply(way, said).then((isDone) => { button.disabled = isDone; });
    });
    return make("div", "late-apply", button, said);
  }

  /** Put the steps into the person's draft, and submit what changes of other lines; say what became of it. */
  private async apply(way: Way, said: HTMLElement): Promise<boolean> {
    const done: (Node | string)[] = [];
    try {
      if (way.steps.length > 0) done.push(await this.intoDraft(way));
      if (way.changes.length > 0) done.push(" ", await this.submit(way));
    } catch (error) {
      done.push(" ", sorry(error));
      said.replaceChildren(...done);
      return false;
    }
    said.replaceChildren(...done);
    announce(said.textContent);
    return true;
  }

  private async intoDraft(way: Way): Promise<HTMLElement> {
    const address = this.place.dataset["draft"] ?? "";
    const draft = await ask<Draft>(address);
    await ask<Draft>(address, { method: "PUT", match: draft.version, body: { steps: withSteps(draft, way.steps) } });
    const link = make("a", "", t("It is in your draft. Look at it in the master schedule and publish it there."));
    link.href = this.place.dataset["schedule"] ?? "";
    return link;
  }

  private async submit(way: Way): Promise<string> {
    const why = t("Makes room for {line}.", { line: this.place.dataset["name"] ?? "" });
    const { answers } = await ask<Saved>(this.place.dataset["changes"] ?? "", { method: "PATCH", body: { changes: way.changes, why } });
    if (answers.every(({ kind }) => kind === "saved")) return t("The other orders are moved.");
    if (answers.some(({ kind }) => kind === "waiting")) return t("The change of other orders waits for an approval.");
    return answers.flatMap(({ reasons }) => Object.values(reasons ?? {})).join(" ") || t("The line has been changed meanwhile. Look at it again.");
  }

  private outdated(): void {
    if (this.outcome.ariaBusy === "true" || !this.outcome.querySelector(".late-why") || this.outcome.querySelector(".late-old")) return;
    this.outcome.prepend(make("p", "late-old", t("There is a new plan since. Ask again to compare with it."), " ", this.again()));
  }
}

/** An element: what it is, what it means, and where no click does it, the place where it is done and who may. */
function told({ words, by_hand: byHand, means, place }: Piece): (Node | string)[] {
  const said: (Node | string)[] = [words, " ", make("small", "", [byHand, means].filter((one) => one !== "").join(" · "))];
  return place ? [...said, " ", where(place)] : said;
}

/** What is said while nothing is found and the search has not ended. */
function notYet({ planned, supplier }: Answer, goes: boolean): string {
  const tried = supplier?.is_enough
    ? tn("Nothing yet that we can do ourselves: {count} plan has been tried.", "Nothing yet that we can do ourselves: {count} plans have been tried.", planned)
    : tn("Nothing yet: {count} plan has been tried.", "Nothing yet: {count} plans have been tried.", planned);
  return `${tried} ${goes ? t("The search goes on.") : t("It has not ended: it can go on from here.")}`;
}

/** What is said of a line that the next plan has in time with enough to spare; where it is late in this plan, why. */
function inTime(answer: Answer): HTMLElement[] {
  const { due, day_before: dayBefore, ready, why } = answer;
  const said = make("p", "prompt", t("By the next plan this line is in time: nothing need be done."));
  if (why.length > 0) return [said, reasons(answer)];
  if (due === null || ready === null) return [said];
  return [said, make("p", "prompt", t("It is there on {ready} and due on {due}.", { ready, due }), dayBefore && ` ${dayBefore}`)];
}

function sorry(error: unknown): string {
  if (!(error instanceof Refused)) return t("The server can't be reached. Try again.");
  if (error.status === 412) return t("Your draft has been changed in another tab. Try again.");
  return (error.body as Problem | undefined)?.detail ?? t("This can't be done.");
}
