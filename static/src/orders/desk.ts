/** The lines of the site, as this page knows them: fetched once, then only what somebody or a plan touched. No DOM. */

import type { CellValue } from "../grid/types";
import { EDITED_FIELDS, type Fresh, type Line, type LinesAnswer, record, searchText, stillOpen, unpack, value } from "./lines";

export interface Absorbed {
  /** Lines whose cells changed. */
  changed: Line[];
  /** Lines came or went: the list must be made again. */
  regrouped: boolean;
}

export class Desk {
  readonly lines = new Map<number, Line>();
  private cursor = "";
  private asking: Promise<Absorbed> | undefined;
  private following: Promise<Absorbed> | undefined;

  constructor(
    private readonly fetchLines: (since: string) => Promise<LinesAnswer>,
    /** What the person wants a cell to be, where the server does not have it yet: news must not overwrite that. */
    private readonly pending: (id: number, field: string) => { mine: CellValue } | undefined,
  ) {}

  /**
   * Fetch what is new: everything at first. One question at a time: who calls while one is under way shares the one after
   * it, because the answer under way may have been read before the news that made them call.
   */
  refresh(): Promise<Absorbed> {
    if (!this.asking) {
      this.asking = this.ask().finally(() => { this.asking = undefined; });
      return this.asking;
    }
    const over = (): void => undefined;
    this.following ??= this.asking.then(over, over).then(() => {
      this.following = undefined;
      return this.refresh();
    });
    return this.following;
  }

  private async ask(): Promise<Absorbed> {
    const answer = await this.fetchLines(this.cursor);
    const absorbed = this.absorb(unpack(answer));
    this.cursor = answer.cursor;
    if (this.lines.size === answer.count) return absorbed;
    // A line is gone; which one, only the whole list says.
    const whole = await this.fetchLines("");
    const there = new Set(whole.columns.id);
    for (const id of [...this.lines.keys()]) if (!there.has(id)) this.lines.delete(id);
    this.cursor = whole.cursor;
    const changed = [...absorbed.changed, ...this.absorb(unpack(whole)).changed];
    return { changed: changed.filter((line) => this.lines.has(line.id)), regrouped: true };
  }

  private absorb(fresh: Fresh[]): Absorbed {
    const changed: Line[] = [];
    let regrouped = false;
    for (const news of fresh) {
      const known = this.lines.get(news.id);
      if (!known) {
        this.lines.set(news.id, record(news));
        regrouped = true;
      } else if (this.take(known, news)) changed.push(known);
    }
    return { changed, regrouped };
  }

  private take(known: Line, news: Fresh): boolean {
    let differs = false;
    for (const [field, value] of Object.entries(news.cells)) {
      if (known.cells[field] === value || this.pending(known.id, field)) continue;
      known.cells[field] = value;
      differs = true;
    }
    known.price = news.price;
    // An edit under way carries the version that the person saw; the answer to it brings the new one.
    const isTouched = EDITED_FIELDS.some((field) => this.pending(known.id, field));
    if (!isTouched) known.version = news.version;
    if (differs) this.derive(known);
    return differs;
  }

  /** Write a value into a line, and what follows from it. */
  write(id: number, field: string, value: CellValue): Line | undefined {
    const line = this.lines.get(id);
    if (!line) return undefined;
    line.cells[field] = value;
    this.derive(line);
    return line;
  }

  /** Bring the cells that follow from others up to date. */
  derive(line: Line): void {
    const { status, quantity, shipped_quantity: shipped } = line.cells;
    line.cells.value = value(quantity, line.price);
    line.cells.open_quantity = stillOpen(status, quantity, shipped);
    line.text = searchText(line.cells);
  }
}
