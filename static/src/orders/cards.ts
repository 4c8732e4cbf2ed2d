/** The orders on a phone: cards with the quantity and the requested date to edit. More of them come as one scrolls. */

import { attachCalendar, calendarButton, readDay } from "../calendar/field";
import type { CellValue, Mark, NoteLink, Parsed } from "../grid/types";
import { number, t } from "../shell/i18n";
import { parseNumber } from "../grid/model/number";
import { quantityBounds, slackText, STATUSES } from "./columns";
import type { Line } from "./lines";
import type { LineAnswer } from "./queue";
import { isNextOf } from "./sight";

const AT_ONCE = 40;

type FieldMarks = ReadonlyMap<string, Mark>;
/** `old` and `version` are the cell and its line as the card showed them. */
export type Edited = (id: number, field: string, old: CellValue, mine: CellValue, version: number) => void;

/** What a card shows: news may have changed its line since, because a card with the focus is not drawn anew. */
interface Seen {
  version: number;
  readonly values: Map<string, CellValue>;
}

export class Cards {
  private lines: Line[] = [];
  private drawn = 0;
  private readonly boxes = new Map<number, HTMLElement>();
  /** What was refused or is to be decided, by line and field: it outlives the card, which each plan may draw anew. */
  private readonly marks = new Map<number, Map<string, Mark>>();
  private readonly seen = new Map<number, Seen>();
  private readonly more = document.createElement("div");

  constructor(
    private readonly place: HTMLElement,
    private readonly editable: ReadonlySet<string>,
    private readonly data: { readonly today: string; readonly largest_quantity: number },
    private readonly edited: Edited,
    private readonly open: (id: number) => void,
    private readonly resolve: (id: number, field: string, keep: "mine" | "theirs") => void,
  ) {
    new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) this.drawMore();
    }, { rootMargin: "600px" }).observe(this.more);
  }

  show(lines: Line[]): void {
    this.lines = lines;
    this.drawn = 0;
    this.boxes.clear();
    this.seen.clear();
    this.place.replaceChildren(this.more);
    this.drawMore();
  }

  redraw(line: Line): void {
    const box = this.boxes.get(line.id);
    if (!box || box.contains(document.activeElement)) return;
    const fresh = this.card(line);
    box.replaceWith(fresh);
    this.boxes.set(line.id, fresh);
  }

  /** Say under its field why a value was not taken, or ask whose stays; what was typed stays to be mended. */
  mark(id: number, field: string, mark: Mark | null): void {
    const marks = this.marks.get(id) ?? new Map<string, Mark>();
    if (mark) marks.set(field, mark);
    else marks.delete(field);
    this.marks.set(id, marks);
    const box = this.boxes.get(id);
    const input = box?.querySelector<HTMLInputElement>(`input[name=${field}]`);
    const place = box?.querySelector<HTMLElement>(`[data-error=${field}]`);
    if (input && place) this.showMark(id, field, input, place, mark ?? undefined);
  }

  markOf(id: number, field: string): Mark | undefined {
    return this.marks.get(id)?.get(field);
  }

  /** The fields that bear a refusal. */
  refusals(): { rowId: number; field: string }[] {
    return [...this.marks].flatMap(([rowId, marks]) =>
      [...marks].filter(([, mark]) => mark.state === "error" && !mark.waits).map(([field]) => ({ rowId, field })));
  }

  /** What the server said to a change from here. */
  answered({ line_id: id, kind, version }: LineAnswer): void {
    const seen = this.seen.get(id);
    if (seen && isNextOf(seen.version, kind, version)) seen.version += 1;
  }

  /** The value that a card shows was refused: what is typed now follows the one before it. */
  forget(id: number, field: string, from: CellValue, to: CellValue): void {
    const values = this.seen.get(id)?.values;
    if (values?.get(field) === to) values.set(field, from);
  }

  private showMark(id: number, field: string, input: HTMLInputElement, place: HTMLElement, mark: Mark | undefined): void {
    place.replaceChildren();
    input.setAttribute("aria-invalid", String((mark?.state === "error" && !mark.waits) || mark?.state === "conflict"));
    place.classList.toggle("waits", mark?.state === "error" && mark.waits === true);
    if (mark?.state === "error") this.showRefusal(id, field, input, place, mark);
    else if (mark?.state === "conflict") this.showConflict(id, field, place, mark);
  }

  private showRefusal(id: number, field: string, input: HTMLInputElement, place: HTMLElement, mark: Mark & { state: "error" }): void {
    place.append(mark.reason, ...(mark.link ? [" ", linkTo(mark.link)] : []));
    const holds = this.seen.get(id)?.values.get(field);
    if (mark.text !== undefined) input.value = mark.text;
    else if (mark.waits && holds !== undefined && document.activeElement !== input) input.value = String(holds ?? "");
  }

  private showConflict(id: number, field: string, place: HTMLElement, mark: Mark & { state: "conflict" }): void {
    const words = { theirs: said(mark.theirs), mine: said(mark.mine) };
    place.append(
      text("span", mark.said ?? t("Someone else wrote {theirs} here while you wrote {mine}.", words)),
      choice(t("Keep {value}", { value: words.mine }), () => { this.decide(id, field, "mine"); }),
      choice(t("Take {value}", { value: words.theirs }), () => { this.decide(id, field, "theirs"); }),
    );
  }

  private decide(id: number, field: string, keep: "mine" | "theirs"): void {
    this.mark(id, field, null);
    this.resolve(id, field, keep);
  }

  private drawMore(): void {
    const next = this.lines.slice(this.drawn, this.drawn + AT_ONCE);
    this.drawn += next.length;
    for (const line of next) {
      const card = this.card(line);
      this.boxes.set(line.id, card);
      this.more.before(card);
    }
  }

  private card(line: Line): HTMLElement {
    const { cells } = line;
    this.seen.set(line.id, { version: line.version, values: new Map(Object.entries(cells)) });
    const card = document.createElement("article");
    card.className = "card order-card";
    const open = document.createElement("button");
    open.type = "button";
    open.className = "order-name";
    open.textContent = cells.order;
    open.addEventListener("click", () => { this.open(line.id); });
    const head = element("header", "", open, this.pill(cells.status));
    const what = element("p", "order-what", text("b", cells.customer), text("span", `${cells.item} ${cells.description}`));
    const when = element(
      "dl", "order-dates",
      this.fact(t("Promised"), cells.promised_date ?? "–"),
      this.fact(t("Planned"), cells.planned_date ?? "–"),
      this.fact(t("Slack"), slackText(cells.slack) || "–"),
    );
    card.append(head, what, when, this.fields(line));
    return card;
  }

  private fields(line: Line): HTMLElement {
    const { cells } = line;
    const box = element("div", "order-fields");
    if (this.editable.has("quantity")) box.append(this.field(line, "quantity", t("Quantity"), String(cells.quantity)));
    else box.append(element("dl", "", this.fact(t("Quantity"), number(cells.quantity))));
    if (this.editable.has("requested_date")) box.append(this.field(line, "requested_date", t("Requested"), cells.requested_date));
    else box.append(element("dl", "", this.fact(t("Requested"), cells.requested_date)));
    return box;
  }

  private field(line: Line, name: string, words: string, value: string): HTMLElement {
    const input = document.createElement("input");
    Object.assign(input, { name, value, id: `${name}-${String(line.id)}`, autocomplete: "off" });
    if (name === "quantity") input.inputMode = "decimal";
    const label = text("label", words);
    label.setAttribute("for", input.id);
    const error = text("p", "");
    error.className = "error";
    error.id = `${input.id}-error`;
    error.dataset["error"] = name;
    error.setAttribute("aria-live", "polite");
    input.setAttribute("aria-describedby", error.id);
    this.showMark(line.id, name, input, error, this.marksOf(line).get(name));
    input.addEventListener("change", () => { this.changed(line, name, input.value); });
    return element("div", "field", label, name === "quantity" ? input : this.withCalendar(input), error);
  }

  private marksOf(line: Line): FieldMarks {
    return this.marks.get(line.id) ?? new Map<string, Mark>();
  }

  private withCalendar(input: HTMLInputElement): HTMLElement {
    const opener = calendarButton();
    attachCalendar(input, opener, this.data.today);
    return element("div", "with-picker", input, opener);
  }

  private changed(line: Line, name: string, typed: string): void {
    const read = name === "quantity" ? this.readQuantity(line, typed) : this.readDay(line, typed);
    this.mark(line.id, name, read.ok ? null : { state: "error", reason: read.reason, text: typed });
    if (!read.ok) return;
    const input = this.boxes.get(line.id)?.querySelector<HTMLInputElement>(`input[name=${name}]`);
    const now = line.cells[name] ?? null;
    const { version, values } = this.seen.get(line.id) ?? { version: line.version, values: new Map<string, CellValue>() };
    const old = values.get(name) ?? now;
    // What stood there already, or had stood there before somebody else wrote: no wish to change anything.
    const isWish = read.value !== old && read.value !== now;
    const shown = isWish ? read.value : now;
    values.set(name, shown);
    if (input) input.value = String(shown);
    if (isWish) this.edited(line.id, name, old, read.value, version);
  }

  private readQuantity({ cells }: Line, typed: string): Parsed {
    return parseNumber(typed, quantityBounds(this.data.largest_quantity), { current: cells.quantity, t });
  }

  private readDay({ cells }: Line, typed: string): Parsed {
    const read = readDay(typed, cells.requested_date, this.data.today);
    return read.ok && read.value === null ? { ok: false, reason: t("Enter a value.") } : read;
  }

  private pill(status: string): HTMLElement {
    const pill = element("span", "pill", element("span", "shape"), text("span", STATUSES()[status]?.label ?? status));
    pill.dataset["status"] = status;
    return pill;
  }

  private fact(name: string, value: string): HTMLElement {
    return element("div", "fact", text("dt", name), text("dd", value));
  }
}

function said(value: CellValue): string {
  return value === null || value === "" ? "–" : String(value);
}

function linkTo({ label, address }: NoteLink): HTMLElement {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = label;
  return made;
}

function choice(words: string, choose: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = words;
  made.addEventListener("click", choose);
  return made;
}

function text(tag: string, words: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}

function element(tag: string, name: string, ...inside: HTMLElement[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  made.append(...inside);
  return made;
}
