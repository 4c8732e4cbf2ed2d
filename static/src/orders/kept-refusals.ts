/** What was typed and not taken, kept for this tab through a reload: nobody types it again only to mend it. No DOM. */

import type { Mark } from "../grid/types";
import { Kept, type TabStore } from "./tab";

type ErrorMark = Mark & { readonly state: "error" };

export interface Refusal {
  readonly id: number;
  readonly field: string;
  readonly mark: ErrorMark;
}

type Packed = [id: number, field: string, reason: string, text: string, step: number | null];

export class KeptRefusals {
  private readonly kept: Kept<Packed[]>;
  private written = "";

  constructor(store: TabStore, person: number, site: string) {
    this.kept = new Kept(store, person, site, "refusals");
  }

  read(): Refusal[] {
    return (this.kept.read() ?? []).map(([id, field, reason, text, step]) => ({ id, field, mark: { state: "error", reason, text, step } }));
  }

  /** Keep these, and no others. */
  write(refusals: readonly Refusal[]): void {
    const packed = refusals.flatMap(({ id, field, mark: { reason, text, step } }): Packed[] =>
      text === undefined ? [] : [[id, field, reason, text, step ?? null]]);
    const now = JSON.stringify(packed);
    if (now === this.written) return;
    this.written = now;
    if (packed.length) this.kept.write(packed);
    else this.kept.forget();
  }
}
