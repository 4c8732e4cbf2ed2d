import type { Column, ParseContext, Parsed } from "../types";
import { kindOf } from "./columns";
import { parseDate } from "./date";
import { parseNumber } from "./number";

/** Reads text for one cell: by the column's own parser, else by its kind. */
export function parseCell(text: string, column: Column, context: ParseContext): Parsed {
  if (column.parse) return column.parse(text, context);
  switch (kindOf(column, context.row)) {
    case "number":
    case "heat":
      return parseNumber(text, column, context);
    case "date":
      return parseDate(text, column, context);
    case "status":
      return parseStatus(text, column, context);
    default:
      return parseText(text, column, context);
  }
}

function parseText(text: string, column: Column, context: ParseContext): Parsed {
  // Not NFKC here: a note may well contain ² or ①, and a name full-width signs.
  const trimmed = text.replace(/\r\n?/g, "\n").trim();
  if (trimmed !== "") return { ok: true, value: trimmed };
  return column.nullable === false ? { ok: false, reason: context.t("A text is needed here.") } : { ok: true, value: null };
}

function parseStatus(text: string, column: Column, context: ParseContext): Parsed {
  const wanted = text.normalize("NFKC").trim().toLowerCase();
  for (const [value, look] of Object.entries(column.statuses ?? {})) {
    if (value.toLowerCase() === wanted || look.label.toLowerCase() === wanted) return { ok: true, value };
  }
  return { ok: false, reason: context.t("“{text}” is not one of the choices.", { text }) };
}
