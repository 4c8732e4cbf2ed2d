/** Which version of a line a person looked at when they began to type: news may raise the line's while they do. No DOM. */

import type { LineAnswer } from "./queue";

interface Look {
  readonly field: string;
  readonly version: number;
}

export class Sight {
  private readonly looks = new Map<number, Look>();

  /** The editor was opened on a cell. One is open at a time. */
  began(id: number, field: string, version: number): void {
    this.looks.clear();
    this.looks.set(id, { field, version });
  }

  /** Return the version that the person saw, once; undefined where the cell was not opened. */
  ended(id: number, field: string): number | undefined {
    const look = this.looks.get(id);
    if (look?.field !== field) return undefined;
    this.looks.delete(id);
    return look.version;
  }

  answered({ line_id: id, kind, version }: LineAnswer): void {
    const look = this.looks.get(id);
    if (look && isNextOf(look.version, kind, version)) this.looks.set(id, { ...look, version: look.version + 1 });
  }
}

/** Whether an answer says that the one change since `seen` is the person's own: then it hides nobody else's. */
export function isNextOf(seen: number, kind: LineAnswer["kind"], version: number | null): boolean {
  return kind === "saved" && version === seen + 1;
}
