/** From answers of the server to marks in cells: saved, waits for approval, conflict, refused. */

import type { CellValue, Change, Mark } from "../grid/types";
import { tn, t } from "../shell/i18n";
import type { Desk } from "./desk";
import { EDITED_FIELDS } from "./lines";
import type { FieldEdit, Fields, LineAnswer, Queue, QueueState } from "./queue";

export interface Surface {
  mark(id: number, field: string, mark: Mark | null): void;
  /** The server has not taken what led a cell from one value to another: undo may only speak of the `request` for it. */
  forget(id: number, field: string, from: CellValue, to: CellValue, request?: number | null): void;
  /** The cells of this line changed. */
  redraw(id: number): void;
  say(text: string): void;
  /** Take back what only waits for approval: `new` over `old` in each change. */
  takeBack(asked: readonly Change[]): void;
  /** A change waits for approval now: there is more to be known of it. */
  asked(): void;
  /** Ask for one reason for so many lines; empty where the person gives none. */
  askWhy(lines: number): Promise<string>;
}

/** The rule by which the server asks for a reason (orders/drafts.py). */
export const REASON_MISSING = "reason_missing";
const NUMBERS: ReadonlySet<string> = new Set(["quantity", "priority"]);

/** A value as the server writes it (text) as the grid holds it. */
export function fromText(field: string, text: string): CellValue {
  if (NUMBERS.has(field)) return Number(text);
  if (field.endsWith("_date")) return text === "" ? null : text;
  return text;
}

/** What becomes of each edit of a line that somebody else changed meanwhile. Pure. */
export function settleStale(sent: Fields, theirs: (field: string) => CellValue): Record<string, "mine" | "done" | "conflict"> {
  return Object.fromEntries(
    Object.entries(sent).map(([field, edit]) => {
      const now = theirs(field);
      if (now === edit.mine) return [field, "done"];
      return [field, now === edit.base ? "mine" : "conflict"];
    }),
  );
}

/** What a cell says where two people wrote: both values, who, when and through which channel. Pure. */
export function conflict(answer: LineAnswer, field: string, mine: CellValue, theirs: CellValue): Mark {
  const written = answer.cells[field];
  if (!written) return { state: "conflict", mine, theirs };
  const words = { who: written.who || t("Somebody"), at: written.at, channel: written.channel, mine: shown(mine), theirs: shown(theirs) };
  return { state: "conflict", mine, theirs, said: t("{who} wrote {theirs} here ({at}, {channel}) while you wrote {mine}.", words) };
}

function whoWrote(answer: LineAnswer, field: string): string {
  return answer.cells[field]?.who || answer.changed_by || t("Somebody");
}

function shown(value: CellValue): string {
  return value === null || value === "" ? "–" : String(value);
}

export class Saving {
  /** The cells where the person must choose: the edit, and what the server has. */
  private readonly conflicts = new Map<string, { edit: FieldEdit; theirs: CellValue }>();
  /** Changes that need a reason, until the person has been asked. */
  private unexplained: { answer: LineAnswer; sent: Fields }[] = [];

  constructor(
    private readonly desk: Desk,
    private readonly queue: () => Queue,
    private readonly surface: Surface,
    /** How many cells of this person wait for approval. */
    private readonly toApprove: () => number,
  ) {}

  /** Take one line's answer into the page. */
  answered(answer: LineAnswer, sent: Fields): void {
    const line = this.desk.lines.get(answer.line_id);
    if (!line) return;
    if (answer.version !== null) line.version = answer.version;
    switch (answer.kind) {
      case "stale":
        this.stale(answer, sent);
        break;
      case "missing":
        this.surface.say(t("{order} is gone: somebody deleted it, or it is not yours any more.", { order: line.cells.order }));
        this.each(answer.line_id, sent, (field, edit) => {
          this.surface.forget(answer.line_id, field, edit.base, edit.mine);
          return null;
        });
        break;
      case "saved":
        this.each(answer.line_id, sent, () => null);
        break;
      default:
        if (answer.rule === REASON_MISSING) this.unexplain(answer, sent);
        else this.back(answer, sent);
    }
    this.surface.redraw(answer.line_id);
  }

  /** Take the news that a whole batch was turned down: each cell goes back, says why, and keeps what was typed. */
  turnedDown(id: number, sent: Fields, reason: string): void {
    this.each(id, sent, (field, edit) => this.refusal(id, field, edit, edit.base, reason || t("Not saved")));
    this.surface.redraw(id);
  }

  /** Put back what holds; return the mark that says why, with what was typed. */
  private refusal(id: number, field: string, edit: FieldEdit, holds: CellValue, reason: string): Mark {
    this.desk.write(id, field, holds);
    this.surface.forget(id, field, edit.base, edit.mine);
    return { state: "error", reason, text: String(edit.mine ?? "") };
  }

  private each(id: number, sent: Fields, mark: (field: string, edit: FieldEdit) => Mark | null): void {
    for (const [field, edit] of Object.entries(sent)) {
      // Typed again meanwhile: that edit has a mark of its own.
      if (!this.queue().pending(id, field)) this.surface.mark(id, field, mark(field, edit));
    }
  }

  private stale(answer: LineAnswer, sent: Fields): void {
    const id = answer.line_id;
    const theirs = (field: string): CellValue => fromText(field, answer.fields[field] ?? "");
    for (const field of EDITED_FIELDS) {
      if (!(field in sent) && !this.queue().pending(id, field)) this.desk.write(id, field, theirs(field));
    }
    for (const [field, becomes] of Object.entries(settleStale(sent, theirs))) {
      const edit = sent[field];
      if (!edit || this.queue().pending(id, field)) continue;
      if (becomes === "done") this.surface.mark(id, field, null);
      else if (becomes === "mine") this.queue().put(id, field, edit.base, edit.mine, answer.version ?? 0);
      else {
        this.conflicts.set(`${String(id)}.${field}`, { edit, theirs: theirs(field) });
        this.queue().hold(id, field, edit, 0);
        this.surface.mark(id, field, conflict(answer, field, edit.mine, theirs(field)));
        this.surface.say(t("{who} changed the same cell. Choose which value stays.", { who: whoWrote(answer, field) }));
      }
    }
    this.queue().settle();
  }

  /** Keep a change that needs a reason; the lines of one answer are asked about together. */
  private unexplain(answer: LineAnswer, sent: Fields): void {
    for (const [field, edit] of Object.entries(sent)) this.queue().hold(answer.line_id, field, edit, answer.version ?? 0);
    this.unexplained.push({ answer, sent });
    if (this.unexplained.length === 1) setTimeout(() => void this.explain(), 0);
  }

  private async explain(): Promise<void> {
    const asked = [...this.unexplained];
    const why = await this.surface.askWhy(asked.length);
    const later = this.unexplained.slice(asked.length);
    this.unexplained = later;
    for (const { answer, sent } of asked) {
      const id = answer.line_id;
      if (why) this.queue().explain(id, sent, answer.version ?? 0, why);
      else {
        for (const field of Object.keys(sent)) this.queue().release(id, field);
        this.withdrawn(answer, sent);
      }
      this.surface.redraw(id);
    }
    this.queue().settle();
    if (later.length) await this.explain();
  }

  /** The person would rather not: the cell goes back, and there is nothing to complain of. */
  private withdrawn(answer: LineAnswer, sent: Fields): void {
    this.each(answer.line_id, sent, (field, edit) => {
      this.refusal(answer.line_id, field, edit, fromText(field, answer.fields[field] ?? ""), "");
      return null;
    });
  }

  /** Refused, invalid or waiting for approval: the cell goes back to what holds, and says why. */
  private back(answer: LineAnswer, sent: Fields): void {
    const id = answer.line_id;
    const waits = answer.kind === "waiting";
    if (waits) this.takenBack(answer, sent);
    this.each(id, sent, (field, edit) => {
      const holds = fromText(field, answer.fields[field] ?? "");
      if (waits) {
        this.desk.write(id, field, holds);
        // From what holds: an edit that was under way when this one was typed has led nowhere either.
        this.surface.forget(id, field, holds, edit.mine, answer.change_id);
        return { state: "error", reason: t("Waits for approval"), text: String(edit.mine ?? ""), waits };
      }
      const reason = answer.reasons[field] ?? Object.values(answer.reasons)[0] ?? t("Not saved");
      return this.refusal(id, field, edit, holds, reason);
    });
    if (waits) this.surface.asked();
  }

  /** Undone while it was on its way: what waits now is what the person no longer wants. */
  private takenBack(answer: LineAnswer, sent: Fields): void {
    const unwanted = Object.entries(sent).flatMap(([field, edit]): Change[] => {
      const holds = fromText(field, answer.fields[field] ?? "");
      const pending = this.queue().pending(answer.line_id, field);
      const request = answer.change_id ?? undefined;
      return pending?.mine === holds && request !== undefined ? [{ rowId: answer.line_id, field, old: holds, new: edit.mine, request }] : [];
    });
    if (unwanted.length) this.surface.takeBack(unwanted);
  }

  /** The person chose. Mine is sent again, against the version that holds now. */
  resolve(id: number, field: string, keep: "mine" | "theirs"): void {
    const line = this.desk.lines.get(id);
    const { edit, theirs = null } = this.conflicts.get(`${String(id)}.${field}`) ?? {};
    this.queue().release(id, field);
    if (keep === "mine" && line) {
      const mine = edit ? edit.mine : (line.cells[field] ?? null);
      this.desk.write(id, field, mine); // news may have put theirs into the cell meanwhile
      this.queue().put(id, field, theirs, mine, line.version);
    }
    if (keep === "theirs") {
      this.desk.write(id, field, theirs);
      if (edit) this.surface.forget(id, field, edit.base, edit.mine);
    }
    this.queue().settle();
    this.surface.redraw(id);
  }

  /** The words at the left of the status bar; `refused` cells bear a refusal of the server or of the grid. */
  words(state: QueueState, count: number, refused = 0): { state: string; text: string } {
    const undecided = this.queue().undecided();
    if (state === "signed-out") return { state: "attention", text: t("Signed out: your changes are kept. Sign in again.") };
    if (state === "waiting") return { state: "waiting", text: tn("{count} change waiting", "{count} changes waiting", count) };
    if (state === "saving") return { state: "saving", text: t("Saving") };
    const calls = [
      ...(undecided ? [tn("{count} cell to decide", "{count} cells to decide", undecided)] : []),
      ...(refused ? [tn("{count} value was not accepted", "{count} values were not accepted", refused)] : []),
    ];
    if (calls.length) return { state: "attention", text: calls.join(" · ") };
    const toApprove = this.toApprove();
    if (toApprove) {
      const approving = tn("{count} cell waits for approval", "{count} cells wait for approval", toApprove);
      return { state: "saved", text: `${t("All changes saved")} · ${approving}` };
    }
    return { state: "saved", text: t("All changes saved") };
  }
}
