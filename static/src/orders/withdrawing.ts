/**
 * Undo of what only waits for approval: one's own request is withdrawn, where it is open still and asks for nothing else.
 * Whether it is open, only the server knows: nothing is said before it has answered. No DOM.
 */

import type { Change, NoteLink } from "../grid/types";
import { Refused, Unreachable } from "../shell/api";
import { t, tn } from "../shell/i18n";
import { fromText } from "./saving";
import type { Waits } from "./waits";

export interface WithdrawingSurface {
  /** Fetch what waits by now. */
  refresh(): Promise<void>;
  /** Throws Refused where the server would not, Unreachable without an answer. */
  withdraw(request: number): Promise<unknown>;
  /** This can't be done again: redo does not speak of it. */
  forget(id: number, field: string, from: Change["old"], to: Change["new"]): void;
  say(text: string, link?: NoteLink): void;
}

export class Withdrawing {
  constructor(private readonly waits: Pick<Waits, "of" | "link">, private readonly surface: WithdrawingSurface) {}

  /** Take back what a step had asked for: `new` over `old` in each change. */
  async takeBack(asked: readonly Change[]): Promise<void> {
    await this.surface.refresh(); // a request may ask for more by now, or be another one
    const withdrawn: Change[] = [];
    const requests = new Map<number, Change[]>();
    for (const change of asked) {
      const request = this.requestOf(change);
      requests.set(request, [...(requests.get(request) ?? []), change]);
    }
    for (const [request, changes] of requests) if (await this.withdraw(request, changes)) withdrawn.push(...changes.slice(0, 1));
    const [only] = withdrawn;
    if (only) this.surface.say(withdrawn.length === 1 ? said(only) : tn("{count} request is withdrawn.", "{count} requests are withdrawn.", withdrawn.length));
    await this.surface.refresh();
  }

  /** The request that asks for it now: one's own that replaced the first has another number. */
  private requestOf({ rowId, field, new: mine, request = 0 }: Change): number {
    const now = this.waits.of(Number(rowId), field);
    return now?.mine && fromText(field, now.values[field] ?? "") === mine ? now.id : request;
  }

  private async withdraw(request: number, changes: readonly Change[]): Promise<boolean> {
    const [first] = changes;
    if (!first) return false;
    const link = this.waits.link(Number(first.rowId), first.field);
    if (this.asksForMore(request, changes)) {
      this.putAway(changes, t("The request asks for more than this edit, and still waits. You can withdraw all of it there."), link);
      return false;
    }
    try {
      await this.surface.withdraw(request);
      return true;
    } catch (error) {
      if (error instanceof Unreachable) this.surface.say(t("The request was not withdrawn: the server can't be reached."), link);
      else if (error instanceof Refused) this.putAway(changes, refusal(error), link);
      else throw error;
      return false;
    }
  }

  private asksForMore(request: number, changes: readonly Change[]): boolean {
    const own = new Set(changes.map((change) => change.field));
    const found = changes.map((change) => this.waits.of(Number(change.rowId), change.field)).find((each) => each?.id === request);
    return found !== undefined && Object.keys(found.values).some((field) => !own.has(field));
  }

  private putAway(changes: readonly Change[], text: string, link: NoteLink | undefined): void {
    for (const { rowId, field, old, new: mine } of changes) this.surface.forget(Number(rowId), field, mine, old);
    this.surface.say(text, link);
  }
}

function said({ new: mine }: Change): string {
  return t("Your request for {value} is withdrawn.", { value: mine === null || mine === "" ? "–" : String(mine) });
}

function refusal({ body }: Refused): string {
  const words = typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "";
  return words ? t("Not withdrawn: {reason}", { reason: words }) : t("The request was not withdrawn.");
}
