/** Which of some codes and names may be meant by what is typed. Pure. */

export interface Option { readonly code: string; readonly name: string }

const MOST_SHOWN = 8;
/** Share of the pairs of letters that must agree for a misspelling. */
const NEAR_ENOUGH = 0.4;

export function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().split(/\s+/).join(" ");
}

/** The option whose code, else the only one whose name was typed. */
export function exact(options: readonly Option[], typed: string): Option | undefined {
  const wanted = plain(typed);
  const named = options.filter(({ name }) => plain(name) === wanted);
  return options.find(({ code }) => plain(code) === wanted) ?? (named.length === 1 ? named[0] : undefined);
}

/** Those that hold every word typed, those first that begin with them; where none does, those spelled nearly so. */
export function matches(options: readonly Option[], typed: string): Option[] {
  const wanted = plain(typed);
  if (wanted === "") return [];
  const holding = options.filter((option) => holds(option, typed)).map((option) => ({ option, rank: rankOf(option, wanted) }));
  const found = holding.length > 0 ? holding : near(options, wanted);
  return found.sort((one, other) => one.rank - other.rank).slice(0, MOST_SHOWN).map(({ option }) => option);
}

/** Whether code and name hold every word typed. */
export function holds(option: Option, typed: string): boolean {
  const text = textOf(option);
  return plain(typed).split(" ").every((word) => text.includes(word));
}

function textOf({ code, name }: Option): string {
  return `${plain(code)} ${plain(name)}`;
}

function rankOf({ code, name }: Option, wanted: string): number {
  if (plain(code).startsWith(wanted)) return 0;
  if (plain(name).startsWith(wanted)) return 1;
  return textOf({ code, name }).includes(` ${wanted}`) ? 2 : 3;
}

function near(options: readonly Option[], wanted: string): { option: Option; rank: number }[] {
  return options
    .map((option) => ({ option, rank: 1 - Math.max(likeness(plain(option.code), wanted), likeness(plain(option.name), wanted)) }))
    .filter(({ rank }) => rank <= 1 - NEAR_ENOUGH);
}

/** Twice the pairs of letters that both have, of all they have (Dice): 1 is the same, 0 is nothing in common. */
function likeness(one: string, other: string): number {
  const left = pairs(other);
  const all = pairs(one);
  const count = all.length + left.length;
  const common = all.filter((pair) => {
    const place = left.indexOf(pair);
    if (place >= 0) left.splice(place, 1);
    return place >= 0;
  });
  return count === 0 ? 0 : (2 * common.length) / count;
}

function pairs(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_none, place) => text.slice(place, place + 2));
}
