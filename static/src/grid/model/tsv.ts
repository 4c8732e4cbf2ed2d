/** The text format that spreadsheets put on the clipboard: tabs, line ends, quotes around awkward fields. */

const AWKWARD = /["\t\r\n]/;

/** Always at least one line with one field; the line end after the last line is no line of its own. */
export function parseTsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let at = 0;
  for (;;) {
    const [field, end] = text[at] === '"' ? quoted(text, at) : plain(text, at);
    line.push(field);
    at = end;
    if (text[at] === "\t") {
      at += 1;
      continue;
    }
    lines.push(line);
    if (at >= text.length) return lines;
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (at >= text.length) return lines;
    line = [];
  }
}

export function formatTsv(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => line.map(escape).join("\t")).join("\r\n");
}

function escape(field: string): string {
  return AWKWARD.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function plain(text: string, from: number): [string, number] {
  let end = from;
  while (end < text.length && text[end] !== "\t" && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return [text.slice(from, end), end];
}

/** A quote that is never closed, or closed in mid-field, was not meant as one: 5" pipe. */
function quoted(text: string, from: number): [string, number] {
  let field = "";
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return plain(text, from);
    field += text.slice(at, close);
    if (text[close + 1] === '"') {
      field += '"';
      at = close + 2;
      continue;
    }
    const next = text[close + 1];
    if (next !== undefined && next !== "\t" && next !== "\n" && next !== "\r") return plain(text, from);
    return [field, close + 1];
  }
}
