/** What comes with a text from Excel, a chat or an input method, and says nothing. The same in company/typed.py. */

const SPACES = /[\s\u200b\u200e\u200f\u2060\ufeff]+/g;
const DASHES = /[\u2010-\u2015\u2212]/g;
const QUOTES = /^["'`´‘’“”„«»]+|["'`´‘’“”„«»]+$/g;
/** More is neither a number nor a day, and costs time to read. */
const LONGEST = 80;

/** The text in half-width signs, without quotes around it and without what can't be seen; a sign of refusal where it is too long. */
export function cleaned(text: string): string {
  if (text.length > LONGEST) return "?";
  return text.normalize("NFKC").replace(DASHES, "-").replace(SPACES, " ").trim().replace(QUOTES, "").trim();
}
