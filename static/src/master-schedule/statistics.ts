/** What several selected values come to, in the status bar. */

import type { SelectEvent } from "../grid";
import { number, t, tn } from "../shell/i18n";
import { byId } from "./dom";

export function showStatistics({ statistics, fields, rowIds }: SelectEvent): void {
  const several = fields.length * rowIds.length > 1 && statistics.sum !== null;
  byId("statistics").textContent = several
    ? [
        tn("{count} value", "{count} values", statistics.count),
        t("Sum {sum}", { sum: statistics.sum ?? 0 }),
        t("Average {average}", { average: number(statistics.average ?? 0, { maximumFractionDigits: 1 }) }),
      ].join(" · ")
    : "";
}
