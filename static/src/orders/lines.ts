/** Order lines as they travel (columns) and as the page holds them (one record each, shared with the grid). Pure. */

import type { CellValue, GridRow } from "../grid/types";
import type { WaitingRequest } from "./waits";

export interface LinesAnswer {
  cursor: string;
  count: number;
  /** What waits for approval of any line, every time. */
  waiting: WaitingRequest[];
  customers: [code: string, name: string][];
  items: [code: string, name: string][];
  columns: {
    id: number[];
    version: number[];
    order: string[];
    line: number[];
    delivery: number[];
    customer: number[];
    item: number[];
    status: string[];
    quantity: number[];
    requested: string[];
    promised: (string | null)[];
    planned: (string | null)[];
    slack: (number | null)[];
    priority: number[];
    price: number[];
    note: string[];
    shipped: number[];
    frozen: boolean[];
    key: string[];
  };
}

/** The names of the cells are those of the model's fields, so that a change can be sent as it is. */
export interface LineCells extends Record<string, CellValue> {
  status: string;
  order: string;
  customer: string;
  item: string;
  description: string;
  quantity: number;
  requested_date: string;
  promised_date: string | null;
  planned_date: string | null;
  slack: number | null;
  priority: number;
  value: number;
  shipped_quantity: number;
  open_quantity: number;
  /** A word where the line is frozen: what is empty comes last when sorted. */
  planning_frozen: string;
  make_to_order_key: string;
  note: string;
}

/** The cells that a person may edit, role permitting. */
export const EDITED_FIELDS = ["quantity", "requested_date", "promised_date", "priority", "note"] as const;

export interface Line extends GridRow {
  readonly id: number;
  readonly cells: LineCells;
  version: number;
  price: number;
  /** Lower-case text that the search looks into. */
  text: string;
}

/** What the server sent about one line. */
export interface Fresh {
  id: number;
  version: number;
  price: number;
  cells: LineCells;
}

function name(order: string, line: number, delivery: number): string {
  return delivery > 1 ? `${order}/${String(line)}/${String(delivery)}` : `${order}/${String(line)}`;
}

/** Return the value that a line of this quantity has, in the site's currency. */
export function value(quantity: number, price: number): number {
  return Math.round(quantity * price * 100) / 100;
}

const NOT_OPEN: ReadonlySet<string> = new Set(["quote", "shipped", "closed", "cancelled"]);

/** Return what is still to be shipped of a line: what the plan makes for. */
export function stillOpen(status: string, quantity: number, shipped: number): number {
  return NOT_OPEN.has(status) ? 0 : Math.max(0, Math.round((quantity - shipped) * 10_000) / 10_000);
}

/** All columns of an answer are equally long. */
function at<T>(column: T[], n: number): T {
  return column[n] as T;
}

/** Unpack an answer. */
export function unpack(answer: LinesAnswer): Fresh[] {
  return answer.columns.id.map((id, n) => freshLine(answer, id, n));
}

function freshLine({ columns: c, customers, items }: LinesAnswer, id: number, n: number): Fresh {
  const [customerCode, customerName] = at(customers, at(c.customer, n));
  const [item, description] = at(items, at(c.item, n));
  const [quantity, price] = [at(c.quantity, n), at(c.price, n)];
  const [status, shipped] = [at(c.status, n), at(c.shipped, n)];
  return {
    id,
    price,
    version: at(c.version, n),
    cells: {
      status,
      order: name(at(c.order, n), at(c.line, n), at(c.delivery, n)),
      customer: customerName || customerCode,
      item,
      description,
      quantity,
      requested_date: at(c.requested, n),
      promised_date: at(c.promised, n),
      planned_date: at(c.planned, n),
      slack: at(c.slack, n),
      priority: at(c.priority, n),
      value: value(quantity, price),
      shipped_quantity: shipped,
      open_quantity: stillOpen(status, quantity, shipped),
      planning_frozen: at(c.frozen, n) ? "frozen" : "",
      make_to_order_key: at(c.key, n),
      note: at(c.note, n),
    },
  };
}

/** Return the text that the search looks into. */
export function searchText(cells: LineCells): string {
  return `${cells.order}\n${cells.customer}\n${cells.item}\n${cells.description}\n${cells.make_to_order_key}\n${cells.note}`.toLowerCase();
}

/** Make the page's record of a line. */
export function record(fresh: Fresh): Line {
  return { id: fresh.id, cells: fresh.cells, version: fresh.version, price: fresh.price, text: searchText(fresh.cells) };
}
