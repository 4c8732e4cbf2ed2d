/** What a planner does with a line besides editing it: ship, take back, freeze, close. Each is one action, with its undo. */

import { ask, Refused } from "../shell/api";
import { frame } from "../shell/frame";
import { t } from "../shell/i18n";
import { ordersReached } from "../shell/live";
import { toast } from "../shell/toast";
import { askWhy } from "./reason";
import { askReport, type Kind } from "./report-form";

type Values = Readonly<Record<string, string | boolean>>;

interface Answer {
  readonly kind: string;
  readonly version: number | null;
  readonly rule: string;
  readonly reasons: Readonly<Record<string, string>>;
}
interface ChangesAnswer { readonly answers: readonly Answer[]; readonly order_revisions: Readonly<Record<string, number>> }
interface Reported {
  readonly order_revisions: Readonly<Record<string, number>>;
  readonly results: readonly { readonly shipment: { readonly id: number } }[];
}
interface Problem { readonly detail?: string }

/** A line as the page shows it: what the server wrote beside its actions. */
export interface ShownLine {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly status: string;
  readonly unit: string;
  readonly today: string;
  readonly open: number;
  readonly shipped: number;
}

export class LineActions {
  /** `changed`: the page may show what is new, and keeps the focus where it was. */
  constructor(private readonly changed: () => Promise<void> | void) {
    document.addEventListener("click", (event) => { this.clicked(event.target as Element); });
  }

  private clicked(target: Element): void {
    const reverses = target.closest<HTMLElement>("[data-reverses]")?.dataset["reverses"];
    if (reverses) {
      void this.reverse(reverses);
      return;
    }
    const button = target.closest<HTMLElement>("[data-act]");
    const place = button?.closest<HTMLElement>(".line-actions");
    if (!button || !place) return;
    const { changes = "", shipments = "" } = place.dataset;
    this.act(button, shownLine(place), changes, shipments);
  }

  private act({ dataset, ariaPressed }: HTMLElement, line: ShownLine, changes: string, shipments: string): void {
    const act = dataset["act"];
    const name = { line: line.name };
    if (act === "shipment" || act === "return") void this.report(line, act, shipments);
    else if (act === "freeze") this.freeze(line, changes, ariaPressed !== "true");
    else if (act === "close") void this.change(line, changes, { status: "closed" }, { status: line.status }, t("Line {line} is closed.", name));
    else void this.change(line, changes, { status: dataset["status"] ?? "" }, { status: "closed" }, t("Line {line} is open again.", name));
  }

  private freeze(line: ShownLine, address: string, on: boolean): void {
    const words = on ? t("Line {line} is frozen: plans keep its date.", { line: line.name }) : t("Line {line} is planned again.", { line: line.name });
    void this.change(line, address, { planning_frozen: on }, { planning_frozen: !on }, words);
  }

  /** Save values of a line; `before` are those that the undo puts back. */
  private async change(line: ShownLine, address: string, values: Values, before: Values, done: string, why = ""): Promise<void> {
    try {
      const wish = { id: line.id, version: line.version, values, why };
      const { answers, order_revisions: revisions } = await ask<ChangesAnswer>(address, { method: "PATCH", body: { changes: [wish] } });
      const [answer] = answers;
      if (!answer) return;
      if (answer.rule === "reason_missing") {
        const reason = await askWhy(1);
        if (reason) await this.change(line, address, values, before, done, reason);
        return;
      }
      ordersReached(revisions[frame.site] ?? 0);
      await this.changed();
      const fresh = { ...line, version: answer.version ?? line.version };
      if (answer.kind === "saved") toast(done, { undo: () => void this.change(fresh, address, before, values, t("Taken back.")) });
      else toast(refusal(answer), { stays: 0 });
    } catch {
      toast(t("The server can't be reached. Try again."));
    }
  }

  private async report(line: ShownLine, kind: Kind, address: string): Promise<void> {
    // One key for the form: sent again after no answer, it is the same report.
    const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const send = async (body: Readonly<Record<string, unknown>>): Promise<string> => {
      try {
        const done = await ask<Reported>(address, { method: "POST", body: { ...body, order_line: line.id, kind }, key });
        await this.reported(done, address, kind);
        return "";
      } catch (error) {
        return error instanceof Refused ? detailOf(error) : t("The server can't be reached. Try again.");
      }
    };
    await askReport(line, kind, send);
  }

  private async reported({ results, order_revisions: revisions }: Reported, address: string, kind: Kind): Promise<void> {
    ordersReached(revisions[frame.site] ?? 0);
    await this.changed();
    const words = kind === "return" ? t("The return is reported.") : t("The shipment is reported.");
    const id = results[0]?.shipment.id ?? 0;
    toast(words, { undo: () => void this.reverse(`${address}${String(id)}/reverse/`) });
  }

  private async reverse(address: string): Promise<void> {
    try {
      const done = await ask<Reported>(address, { method: "POST", body: {} });
      ordersReached(done.order_revisions[frame.site] ?? 0);
      await this.changed();
      toast(t("The report is reversed."));
    } catch (error) {
      await this.changed();
      toast(error instanceof Refused ? detailOf(error) : t("The server can't be reached. Try again."), { stays: 0 });
    }
  }
}

/** Put other content into a place; the keyboard stays on the action of the line that it was on, if that is still there. */
export function keepingFocus(place: HTMLElement, put: () => void): void {
  const button = document.activeElement?.closest<HTMLElement>("[data-act]");
  const line = button?.closest<HTMLElement>(".line-actions")?.dataset["line"] ?? "";
  put();
  if (!button || document.contains(button)) return;
  const there = [...place.querySelectorAll<HTMLElement>(`.line-actions[data-line="${line}"] [data-act]`)];
  (there.find(({ dataset }) => dataset["act"] === button.dataset["act"]) ?? there.at(-1))?.focus();
}

function shownLine({ dataset }: HTMLElement): ShownLine {
  const text = (name: string): string => dataset[name] ?? "";
  return {
    id: Number(text("line")), name: text("name"), version: Number(text("version")), status: text("status"),
    unit: text("unit"), today: text("today"), open: Number(text("open")), shipped: Number(text("shipped")),
  };
}

function refusal(answer: Answer): string {
  if (answer.kind === "waiting") return t("This waits for an approval now.");
  if (answer.kind === "stale") return t("The line has been changed meanwhile. Look at it again.");
  return Object.values(answer.reasons).join(" ") || t("This can't be done.");
}

function detailOf(error: Refused): string {
  return (error.body as Problem | undefined)?.detail ?? t("This can't be done.");
}
