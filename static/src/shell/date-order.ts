import { frame } from "./frame";

/**
 * Which comes first where day and month could be either: as `order_of` in company/typed.py. Chinese puts the month first,
 * and so does English where the browser is American before all else; others put the day first.
 */
export function dateOrder(language = frame.language, accepted = typeof navigator === "undefined" ? "" : navigator.language): "dmy" | "mdy" {
  const american = language.startsWith("en") && accepted.toLowerCase() === "en-us";
  return american || language.startsWith("zh") ? "mdy" : "dmy";
}
