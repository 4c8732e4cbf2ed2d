/** Sum, average and count of what is selected, for the status bar. */

import type { Statistics } from "../grid/types";
import { number, t } from "../shell/i18n";

export function figures({ sum, average, count }: Statistics): HTMLElement[] {
  const named: [string, number | null][] = [[t("Sum"), sum], [t("Average"), average], [t("Count"), count]];
  return named.flatMap(([name, value]) => {
    if (value === null) return [];
    const box = document.createElement("span");
    box.className = "figure";
    const figure = document.createElement("b");
    figure.textContent = number(value, { maximumFractionDigits: 2 });
    box.append(`${name} `, figure);
    return [box];
  });
}
