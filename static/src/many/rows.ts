/** Pasted lines as rows: item, quantity and wanted date, from a spreadsheet or a mail. Pure. */

import { readDay } from "../calendar/field";
import { parseNumber } from "../grid/model/number";
import { parseTsv } from "../grid/model/tsv";
import { questionOf } from "../promise/question";
import { t } from "../shell/i18n";

/** A row as it was typed; `reason` says why it can't be asked. `line` counts the lines of the text from 0. */
export interface Row {
  readonly line: number;
  readonly item: string;
  readonly quantity: string;
  readonly wanted: string;
  readonly ready: { readonly quantity: number; readonly wanted: string } | null;
  readonly reason: string;
}
type Name = "item" | "quantity" | "wanted";
type Columns = Readonly<Record<Name, number>>;
interface Cells { readonly line: number; readonly cells: readonly string[] }

const HEADERS: Readonly<Record<Name, RegExp>> = {
  quantity: /^(qty|quantity|amount|pcs|pieces|menge|stück|anzahl|数量|數量|订单数量|訂單數量)\b|数量|數量/i,
  wanted: /date|wanted|due|deliver|need|requested|termin|datum|日期|交期|交货|交貨|需求日/i,
  item: /item|part|sku|article|product|material|code|artikel|teil|物料|料号|料號|品号|品號|编码|編碼|产品|產品|名称|名稱/i,
};
const UNIT = /^(x|×|ea|pcs?|pieces?|st|stk|stück|units?|kg|g|m|l|件|个|個|台|只|隻|套)\.?$/i;
const BEFORE_A_DATE = /^(by|on|for|until|due|wanted|bis|am|zum|before|至|到|在|于|於|,)$/i;
const DATE_LIKE = /[/\-.年月]|^[+]\d+[dwm天日周週月]?$|^(\d{4}[-/ ]?)?W\d{1,2}$|^20\d{6}$/i;
/** The day number of a spreadsheet, from the year 2009 on. */
const SERIAL = /^[45]\d{4}(\.\d+)?$/;
/** Commas between fields, not those in 1,200. */
const COMMAS = /(?<!\d)\s*[,，]\s*|\s*[,，]\s*(?!\d{3}(?!\d))/;

export function readRows(text: string, today: string): Row[] {
  const lines = cellsOf(text, today);
  const header = lines[0] && headerOf(lines[0].cells);
  const body = header ? lines.slice(1) : lines;
  const columns = header ?? guessed(body.map(({ cells }) => cells), today);
  return body.map((line) => rowOf(line, columns, today));
}

function cellsOf(text: string, today: string): Cells[] {
  const isTable = text.includes("\t");
  const lines = isTable ? parseTsv(text) : text.split(/\r\n|\r|\n/).map((line) => fieldsOf(line, today));
  return lines.map((cells, line) => ({ line, cells: cells.map((cell) => cell.trim()) })).filter(({ cells }) => cells.some((cell) => cell !== ""));
}

/** The fields of a line without tabs: apart by ; or |, by commas, else by spaces as people write in mails. */
function fieldsOf(line: string, today: string): string[] {
  const plain = line.replace(/^\s*([-*•·]|\d{1,2}[.)])\s+/, "").trim();
  const apart = /[;；|]/.test(plain) ? plain.split(/[;；|]/) : plain.split(COMMAS);
  return apart.length > 1 ? apart : inWords(plain.split(/\s+/), today);
}

/** "PUMP-1 48 pcs 3/16", "48 x Gear pump by 3/16". */
function inWords(words: readonly string[], today: string): string[] {
  const left = [...words];
  const wanted = left.length > 2 && isDate(word(left, -1), today) ? (left.pop() ?? "") : "";
  while (left.length > 1 && wanted && BEFORE_A_DATE.test(word(left, -1))) left.pop();
  return [...quantityLast(left) ?? quantityFirst(left) ?? [left.join(" "), ""], wanted];
}

function quantityLast(words: readonly string[]): [string, string] | null {
  const left = words.length > 2 && UNIT.test(word(words, -1)) ? words.slice(0, -1) : words;
  return left.length > 1 && isQuantity(word(left, -1)) ? [left.slice(0, -1).join(" "), word(left, -1)] : null;
}

function quantityFirst(words: readonly string[]): [string, string] | null {
  if (words.length < 2 || !isQuantity(word(words, 0))) return null;
  return [words.slice(words.length > 2 && UNIT.test(word(words, 1)) ? 2 : 1).join(" "), word(words, 0)];
}

function word(words: readonly string[], place: number): string {
  return words.at(place) ?? "";
}

function headerOf(cells: readonly string[]): Columns | null {
  if (cells.some((cell) => isQuantity(cell))) return null;
  const taken = new Map<Name, number>();
  for (const name of ["quantity", "wanted", "item"] as const) {
    const place = cells.findIndex((cell, column) => HEADERS[name].test(cell) && ![...taken.values()].includes(column));
    if (place >= 0) taken.set(name, place);
  }
  if (!taken.has("quantity") || taken.size < 2) return null;
  const item = taken.get("item") ?? cells.findIndex((_cell, column) => ![...taken.values()].includes(column));
  return { item, quantity: taken.get("quantity") ?? -1, wanted: taken.get("wanted") ?? -1 };
}

/** Which column is which, by what stands in them; the first three where that tells nothing. */
function guessed(lines: readonly (readonly string[])[], today: string): Columns {
  const width = Math.max(0, ...lines.map((cells) => cells.length));
  const places = Array.from({ length: width }, (_none, column) => column);
  const mostly = (column: number, is: (cell: string) => boolean): boolean => {
    const filled = lines.map((cells) => cells[column] ?? "").filter(Boolean);
    return filled.length > 0 && 2 * filled.filter(is).length > filled.length;
  };
  const dates = places.filter((column) => mostly(column, (cell) => isDate(cell, today)));
  const numbers = places.filter((column) => !dates.includes(column) && mostly(column, isQuantity));
  const serials = numbers.length > 1 ? numbers.filter((column) => mostly(column, (cell) => SERIAL.test(cell))) : [];
  const item = places.find((column) => !dates.includes(column) && !numbers.includes(column)) ?? 0;
  const quantity = numbers.find((column) => !serials.includes(column) && column !== item) ?? (item === 1 ? 0 : 1);
  const third = item === 0 && quantity === 1 ? 2 : -1;
  return { item, quantity, wanted: dates[0] ?? serials[0] ?? third };
}

function rowOf({ line, cells }: Cells, columns: Columns, today: string): Row {
  const cell = (name: Name): string => cells[columns[name]] ?? "";
  const typed = { item: cell("item"), quantity: cell("quantity"), wanted: cell("wanted") };
  const question = questionOf({ ...typed, quantity: withoutUnit(typed.quantity), customer: "" }, today);
  if (question.state === "ready") return { line, ...typed, ready: { quantity: question.quantity, wanted: question.wanted }, reason: "" };
  const missing = typed.item === "" ? t("The item is missing.") : t("The quantity is missing.");
  return { line, ...typed, ready: null, reason: question.state === "wrong" ? question.reason : missing };
}

/** "48 pcs", "48x": the number alone. */
function withoutUnit(text: string): string {
  const parts = /^(.*\d)\s*([^\d\s]+)$/.exec(text.normalize("NFKC").trim());
  return parts && UNIT.test(parts[2] ?? "") ? (parts[1] ?? text) : text;
}

function isQuantity(text: string): boolean {
  const plain = withoutUnit(text);
  return /^[\d０-９.,'’\s]+$/.test(plain) && parseNumber(plain, {}, { current: null, t }).ok && plain.trim() !== "";
}

function isDate(text: string, today: string): boolean {
  const plain = text.normalize("NFKC");
  return DATE_LIKE.test(plain) && !/^\d+\.\d+$/.test(plain) && readDay(plain, today, today).ok;
}
