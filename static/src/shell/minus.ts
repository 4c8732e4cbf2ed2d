/** Written numbers have a minus sign as wide as their digits, not a hyphen; the server writes them alike (company/formats.py). Pure. */

const MINUS = "\u2212";

export function withMinus(figure: string): string {
  return figure.replace("-", MINUS);
}

/** As `Number` and a spreadsheet read it. */
export function withHyphen(figure: string): string {
  return figure.replace(MINUS, "-");
}
