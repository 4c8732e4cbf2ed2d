/** An order's page: filters that send themselves, keys from entry to entry, changes taken back, kept fresh by news. */

import { ask, Refused } from "../shell/api";
import { frame } from "../shell/frame";
import { t } from "../shell/i18n";
import { describeKeys, isTyping, letterKeysAreOn } from "../shell/keys";
import { ordersReached } from "../shell/live";
import { announce, toast } from "../shell/toast";
import { keepingFocus, LineActions } from "./line-actions";
import { askOver, type Conflict } from "./over";
import { askWhy } from "./reason";

interface TakenBack {
  kind: string;
  line: number;
  version: number;
  event: number | null;
  revisions: Record<string, number>;
}

interface Held {
  kind?: string;
  title?: string;
  rule?: string;
  reasons?: Record<string, string>;
  conflicts?: Conflict[];
  version?: number;
}

interface Wish {
  event: number;
  version: number;
  why?: string;
  over?: boolean;
}

export class OrderPage {
  constructor(private place: HTMLElement) {
    document.documentElement.classList.add("scripted");
    document.addEventListener("click", (event) => { this.clicked(event); });
    document.addEventListener("change", (event) => { chosen(event); });
    document.addEventListener("keydown", (event) => { this.pressed(event); });
    document.addEventListener("lockstep:plan", () => void this.refresh());
    document.addEventListener("lockstep:revision", () => void this.refresh());
    describeKeys({ keys: "j", does: t("Next entry") }, { keys: "k", does: t("Previous entry") });
    new LineActions(() => this.refresh());
    document.documentElement.dataset["ready"] = "order";
  }

  private clicked(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-event]");
    if (!button || !this.place.contains(button)) return;
    void this.takeBack({ event: Number(button.dataset["event"]), version: Number(button.dataset["version"]) });
  }

  private pressed(event: KeyboardEvent): void {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !letterKeysAreOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const entries = [...this.place.querySelectorAll<HTMLElement>(".entry")];
    const here = entries.findIndex((entry) => entry.contains(document.activeElement));
    const next = here < 0 ? entries[0] : entries[here + step];
    next?.focus();
    event.preventDefault();
  }

  private async takeBack(wish: Wish): Promise<void> {
    const address = this.place.dataset["takeBack"] ?? "";
    try {
      const done = await ask<TakenBack>(address, { method: "POST", body: wish });
      ordersReached(done.revisions[frame.site] ?? 0);
      await this.refresh();
      this.tell(done);
    } catch (error) {
      if (error instanceof Refused) await this.held(wish, error.status, (error.body ?? {}) as Held);
      else toast(t("The server can't be reached. Try again."));
    }
  }

  private tell({ kind, event, version }: TakenBack): void {
    if (kind === "waiting") toast(t("This waits for an approval now."));
    else if (event === null) toast(t("It is so already."));
    else toast(t("Taken back."), { undo: () => void this.takeBack({ event, version }) });
  }

  /** A no that a person can answer is asked about; any other is told, beside the history as it is now. */
  private async held(wish: Wish, status: number, body: Held): Promise<void> {
    if (body.kind === "conflict" && body.conflicts) {
      const over = await askOver(body.conflicts);
      if (over) await this.takeBack({ ...wish, version: body.version ?? wish.version, over });
      return;
    }
    if (body.rule === "reason_missing") {
      const why = await askWhy(1);
      if (why) await this.takeBack({ ...wish, why });
      return;
    }
    await this.refresh();
    const reasons = Object.values(body.reasons ?? {}).join(" ") || body.title || "";
    toast(status === 412 ? t("The line has been changed meanwhile. Look at it again.") : reasons || t("This can't be taken back."), { stays: 0 });
  }

  /** Fetch the page again, and put what it shows in place without losing where the keyboard is. */
  private async refresh(): Promise<void> {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok) return; // the top bar says that the server is gone
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("order");
    if (!fresh || fresh.innerHTML === this.place.innerHTML) return;
    const entry = document.activeElement?.closest(".entry")?.id;
    keepingFocus(this.place, () => { this.place.replaceChildren(...fresh.childNodes); });
    if (entry) document.getElementById(entry)?.focus();
    announce(t("The history is up to date."));
  }
}

function chosen(event: Event): void {
  const form = (event.target as Element).closest<HTMLFormElement>("#line-filter");
  form?.requestSubmit();
}
