/** What waits for approval, cell by cell. The server tells it with each fetch, so that it outlives the page. No DOM. */

import type { Mark, NoteLink } from "../grid/types";
import { t } from "../shell/i18n";

export interface WaitingRequest {
  id: number;
  line: number;
  /** The values asked for, as text, by field. */
  values: Record<string, string>;
  who: string;
  /** As the site's clocks show it. */
  at: string;
  /** This person asked for it. */
  mine: boolean;
  /** Where it is decided, or told of. */
  address: string;
}

interface Cell {
  readonly line: number;
  readonly field: string;
  readonly request: WaitingRequest;
}

/** Of a note; what is longer is on the page of the request. */
const MOST_CHARACTERS = 60;

export class Waits {
  private cells = new Map<string, Cell>();

  /** `show`: the mark of a cell may have changed. */
  constructor(private readonly show: (id: number, field: string) => void) {}

  /** Take what the server says of all lines; whatever it no longer names is decided. */
  take(requests: readonly WaitingRequest[]): void {
    const before = this.cells;
    this.cells = new Map(
      requests.flatMap((request) =>
        Object.keys(request.values).map((field) => [key(request.line, field), { line: request.line, field, request }])),
    );
    for (const [place, { line, field }] of before) if (!this.cells.has(place)) this.show(line, field);
    for (const { line, field } of this.cells.values()) this.show(line, field);
  }

  /** How many cells this person is waiting for. */
  get mine(): number {
    return [...this.cells.values()].filter(({ request }) => request.mine).length;
  }

  /** What a cell says of the request that waits for it; null where none does. */
  mark(id: number, field: string): Mark | null {
    const request = this.cells.get(key(id, field))?.request;
    if (!request) return null;
    const words = { who: request.who, value: shortened(request.values[field] ?? ""), at: request.at };
    const reason = request.mine
      ? t("You asked for {value} on {at}. It waits for approval.", words)
      : t("{who} asked for {value} on {at}. It waits for approval.", words);
    return { state: "error", waits: true, reason, link: this.link(id, field) };
  }

  /** The request that waits for a cell. */
  of(id: number, field: string): WaitingRequest | undefined {
    return this.cells.get(key(id, field))?.request;
  }

  /** Show again what waits: an edit may have put away what a cell said over it. */
  again(): void {
    for (const { line, field } of this.cells.values()) this.show(line, field);
  }

  /** The way to the request that waits for a cell. */
  link(id: number, field: string): NoteLink | undefined {
    const request = this.cells.get(key(id, field))?.request;
    return request && { label: t("Open the request"), address: request.address };
  }
}

function key(id: number, field: string): string {
  return `${String(id)}.${field}`;
}

function shortened(text: string): string {
  if (text === "") return "–";
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
