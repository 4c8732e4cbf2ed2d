/** Words of the interface. English is the source; the page carries the catalogue of its language. */

import { embedded, frame } from "./frame";
import { withMinus } from "./minus";

type Catalogue = Record<string, string | string[]>;
type Values = Record<string, string | number>;

let catalogue: Catalogue = (typeof document === "undefined" ? undefined : embedded<Catalogue>("catalogue")) ?? {};

/** For tests, and for pages that bring their catalogue later. */
export function useCatalogue(words: Catalogue): void {
  catalogue = words;
}

function fill(text: string, values?: Values): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : value;
  });
}

/** Translate `text`, then fill its {names}. */
export function t(text: string, values?: Values): string {
  const found = catalogue[text];
  return fill((Array.isArray(found) ? found[0] : found) ?? text, values);
}

/** Translate by count: English has two forms, Chinese one. `{count}` is filled in. */
export function tn(one: string, many: string, count: number, values?: Values): string {
  const found = catalogue[one];
  const all = { ...values, count };
  if (Array.isArray(found)) return fill((count === 1 ? found[0] : (found[1] ?? found[0])) ?? many, all);
  return fill(found ?? (count === 1 ? one : many), all);
}

const numbers = new Map<string, Intl.NumberFormat>();

/** A number in the page's language. */
export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = JSON.stringify(options);
  let format = numbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(frame.language, options);
    numbers.set(key, format);
  }
  return withMinus(format.format(value));
}

/** How long ago, in the coarsest unit that says enough: "3 s", "12 min", "5 h", "2 d". */
export function duration(seconds: number): string {
  if (seconds < 60) return t("{n} s", { n: Math.floor(seconds) });
  if (seconds < 3600) return t("{n} min", { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t("{n} h", { n: Math.floor(seconds / 3600) });
  return t("{n} d", { n: Math.floor(seconds / 86_400) });
}
