/** What a cell says, in the grid or on a card: what is urgent first, else the request that waits there. */

import type { Grid, Mark } from "../grid/types";
import type { Cards } from "./cards";
import type { Refusal } from "./kept-refusals";
import type { Waits } from "./waits";

export class CellMarks {
  constructor(
    private readonly grid: () => Pick<Grid, "markCell" | "markOf" | "refusals"> | undefined,
    private readonly cards: () => Pick<Cards, "mark" | "markOf" | "refusals"> | undefined,
    private readonly waits: Pick<Waits, "mark" | "link">,
    /** Whether the server does not have yet what was typed there. */
    private readonly isPending: (id: number, field: string) => boolean,
  ) {}

  set(id: number, field: string, mark: Mark | null, quietly = false): void {
    // Whatever a cell complains of: the request that waits there is the way on.
    const shown = mark?.state === "error" ? { link: this.waits.link(id, field), ...mark } : mark;
    this.grid()?.markCell(id, field, shown, quietly);
    this.cards()?.mark(id, field, shown);
  }

  /** What was typed and not taken, wherever it is shown. */
  refusals(): Refusal[] {
    const cells = [...(this.grid()?.refusals(true) ?? []), ...(this.cards()?.refusals() ?? [])];
    const found = new Map<string, Refusal>();
    for (const { rowId, field } of cells) {
      const [id, mark] = [Number(rowId), this.grid()?.markOf(rowId, field) ?? this.cards()?.markOf(Number(rowId), field)];
      if (mark?.state === "error") found.set(`${String(id)}.${field}`, { id, field, mark });
    }
    return [...found.values()];
  }

  /** What waits is said in a cell where nothing more urgent is: an edit under way, a refusal, a conflict. */
  showWait(id: number, field: string): void {
    const there = this.grid()?.markOf(id, field) ?? this.cards()?.markOf(id, field);
    const isFree = !there || (there.state === "error" && there.waits === true);
    if (isFree && !this.isPending(id, field)) this.set(id, field, this.waits.mark(id, field), true);
  }
}
