/** The answers as a table, on the page and as text and cells to take away. */

import { dayMonth, daysBetween } from "../master-schedule/dates";
import { make, pill } from "../master-schedule/dom";
import { formatTsv } from "../grid/model/tsv";
import { shareText } from "../promise/sureness";
import { number, t, tn } from "../shell/i18n";
import { type Dated, hasDate, type LineAnswer, type Undated } from "./answers";
import type { Row } from "./rows";

/** A row with its answer; undefined: it was not asked. */
export interface Line { readonly row: Row; readonly answer: LineAnswer | undefined }
export const CELLS = ["item", "name", "quantity", "wanted", "date", "sure", "possible", "why"] as const;
export type Cells = Readonly<Record<(typeof CELLS)[number], string>>;

/** Why there is no date, or not the wanted one. */
export function whyOf({ row, answer }: Line): string {
  if (!answer) return row.reason;
  return isDated(answer) ? whyNotThen(answer) : whyUndated(answer, row);
}

function whyUndated(answer: Undated, row: Row): string {
  if (answer.state === "unknown_item") return t("There is no item “{item}” here.", { item: row.item });
  return answer.reason;
}

function whyNotThen(answer: Dated): string {
  if (answer.state === "beyond_horizon") return t("The plan reaches only to {date}.", { date: dayMonth(answer.horizon_last_date) });
  if (answer.state === "not_in_horizon") return [t("Not inside the planning horizon"), answer.why_not].filter(Boolean).join(". ");
  return answer.why_not;
}

/** The line as plain cells: dates in ISO, numbers without grouping, so that a spreadsheet reads them. */
export function cellsOf(line: Line): Cells {
  const { row, answer } = line;
  const why = whyOf(line);
  if (!answer || !isDated(answer)) return { item: row.item, name: "", quantity: row.quantity, wanted: row.wanted, date: "", sure: "", possible: "", why };
  return {
    item: answer.item.code, name: answer.item.name, quantity: String(answer.quantity), wanted: answer.wanted_date ?? "", date: answer.delivery_date ?? "",
    sure: answer.sureness ? shareText(answer.sureness.probability) : "", possible: answer.quantity_on_wanted_date === null ? "" : String(answer.quantity_on_wanted_date), why,
  };
}

/** The table as a spreadsheet takes it from the clipboard. */
export function tableText(lines: readonly Line[]): string {
  const header = [t("Item"), t("Name"), t("Quantity"), t("Requested"), t("Promised"), t("Sure"), t("Possible on the wanted date"), t("Why not")];
  return formatTsv([header, ...lines.map((line) => { const cells = cellsOf(line); return CELLS.map((name) => cells[name]); })]);
}

function isDated(answer: LineAnswer): answer is Dated {
  return "item" in answer;
}

/** `correct` hears which item was meant. */
export function tableRow(line: Line, place: number, correct: (row: Row, code: string) => void): HTMLTableRowElement {
  const { row, answer } = line;
  const made = make("tr");
  made.dataset["state"] = stateOf(answer);
  const cell = (label: string, ...content: Parameters<typeof make>[2][]): HTMLElement => {
    const td = make("td", "", ...content);
    td.dataset["label"] = label;
    return td;
  };
  const cells = cellsOf(line);
  const heading = make("th", "", String(place));
  heading.scope = "row";
  const dated = answer && isDated(answer) ? answer : undefined;
  made.append(
    heading,
    cell(t("Item"), make("b", "", cells.item), cells.name !== "" && cells.name !== cells.item && make("small", "", cells.name)),
    cell(t("Quantity"), dated ? amountText(dated, dated.quantity) : cells.quantity),
    cell(t("Requested"), wantedText(dated) || cells.wanted),
    cell(t("Promised"), ...dateCell(answer)),
    cell(t("Sure"), ...sureCell(dated)),
    cell(t("Possible on the wanted date"), possibleText(dated)),
    cell(t("Why not"), cells.why, ...closest(line, (code) => { correct(row, code); })),
  );
  return made;
}

function stateOf(answer: LineAnswer | undefined): string {
  if (!hasDate(answer)) return "bad";
  return answer.due_date !== null && answer.delivery_date > answer.due_date ? "late" : "on_time";
}

function amountText({ item }: Dated, quantity: number): string {
  return `${number(quantity)} ${item.unit}`.trim();
}

function wantedText(answer: Dated | undefined): string {
  if (!answer) return "";
  return answer.wanted_date === null ? t("as soon as possible") : dayMonth(answer.wanted_date);
}

function possibleText(answer: Dated | undefined): string {
  return answer && answer.quantity_on_wanted_date !== null ? amountText(answer, answer.quantity_on_wanted_date) : "–";
}

function dateCell(answer: LineAnswer | undefined): (HTMLElement | string)[] {
  if (!hasDate(answer)) return [pill("late", t("No date"))];
  const { wanted_date: wanted, delivery_date: date } = answer;
  const late = wanted === null ? 0 : daysBetween(wanted, date);
  if (wanted === null) return [make("b", "", dayMonth(date))];
  return [make("b", "", dayMonth(date)), late > 0 ? pill("at_risk", tn("{count} day later", "{count} days later", late)) : pill("on_time", t("In time"))];
}

function sureCell(answer: Dated | undefined): (HTMLElement | string)[] {
  const sure = answer?.sureness;
  if (!sure) return ["–"];
  const likely = sure.probability < 1 && sure.date_95 !== null && make("small", "", t("95 %: {date}", { date: dayMonth(sure.date_95) }));
  return [sure.probability === 1 ? t("From stock") : shareText(sure.probability), ...(likely ? [likely] : [])];
}

function closest({ answer }: Line, chosen: (code: string) => void): HTMLElement[] {
  if (answer?.state !== "unknown_item") return [];
  return answer.closest.slice(0, 3).map(({ code, name }) => {
    const button = make("button", "button", t("Take {item}", { item: `${code} ${name}` }));
    button.type = "button";
    button.addEventListener("click", () => { chosen(code); });
    return button;
  });
}
