/** Which bars are shown. Pure. */

import type { GanttCenter } from "../data";
import { type Bar, RELEASED_ROW } from "./world";

export interface Wish {
  readonly text: string;
  /** Late and at risk, or late only. */
  readonly show: "all" | "at-risk" | "late";
  /** Code of a work centre; empty: all of them. */
  readonly center: string;
}

export const EVERYTHING: Wish = { text: "", show: "all", center: "" };

function plain(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase();
}

export function isNarrow({ text, show, center }: Wish): boolean {
  return text.trim() !== "" || show !== "all" || center !== "";
}

/** Words are looked for in item, name, family, lot and work centre: all of them must be there. */
export function shown(bars: readonly Bar[], centers: readonly GanttCenter[], wish: Wish): readonly Bar[] {
  if (!isNarrow(wish)) return bars;
  const words = plain(wish.text).split(/\s+/).filter(Boolean);
  return bars.filter((bar) => {
    const center = centers[bar.center];
    if (wish.center !== "" && center?.code !== wish.center) return false;
    if (wish.show !== "all" && !isTroubled(bar, wish.show)) return false;
    if (words.length === 0) return true;
    const said = [bar.code, bar.name, bar.lot?.family, bar.lot?.key, bar.released?.document, center?.code, center?.name];
    const text = plain(said.filter(Boolean).join(" "));
    return words.every((word) => text.includes(word));
  });
}

function isTroubled(bar: Bar, show: Wish["show"]): boolean {
  return bar.status === "late" || (show === "at-risk" && bar.status === "at_risk");
}

export function countsOf(bars: readonly Bar[]): Readonly<Record<Wish["show"], number>> {
  const planned = bars.filter(({ center }) => center !== RELEASED_ROW);
  const lots = (kept: readonly Bar[]): number => new Set(kept.map(({ lot }) => lot?.key)).size;
  return {
    all: lots(planned),
    "at-risk": lots(planned.filter((bar) => isTroubled(bar, "at-risk"))),
    late: lots(planned.filter((bar) => isTroubled(bar, "late"))),
  };
}
