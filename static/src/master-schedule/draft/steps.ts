/** The steps of a draft, as the server keeps them (`/master-schedule/draft/`). Pure. */

/** What a step found when it was published: only what is known of it. */
export interface Was {
  readonly quantity?: string;
  readonly unit?: string;
  readonly finish_date?: string;
  /** Of the same kind on each of the days. */
  readonly minutes_per_day?: number;
  /** Codes: the work centre that was fixed (empty: as the engine thinks), and the one that the step names. */
  readonly work_center?: string;
  readonly to?: string;
}

/** The MPS of an item that finishes in these days, or what is expected to be ordered of it in them, is this much. */
export interface CellStep {
  readonly kind: "quantity" | "forecast";
  readonly item_id: number;
  /** The first day of the bucket. */
  readonly bucket: string;
  /** The last day, where it is more than that bucket: a week of days, a month of weeks. */
  readonly until?: string | null;
  /** A decimal number as text; null: as the engine thinks again. */
  readonly quantity: string | null;
  readonly was?: Was;
}

/** What is done to lots, work centres and hours: kept, counted and published here, made elsewhere. */
export interface OtherStep {
  readonly kind: "firm" | "unfirm" | "move" | "split" | "work_center" | "lot_work_center" | "capacity" | "unlock";
  readonly lot_key?: string;
  readonly finish_date?: string;
  readonly quantities?: readonly string[];
  readonly item_id?: number;
  readonly step?: number;
  /** Of a lot, null: where the engine thinks again. */
  readonly work_center_id?: number | null;
  readonly rule?: "force" | "forbid" | "free";
  readonly from?: string;
  readonly to?: string;
  readonly minutes_per_day?: number;
  readonly change?: "overtime" | "shift" | "downtime";
  /** Of an unlock: its first and last day, and why. */
  readonly bucket?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly was?: Was;
}

export type Step = CellStep | OtherStep;

export function isCellStep(step: Step): step is CellStep {
  return step.kind === "quantity" || step.kind === "forecast";
}

/** What a step speaks of: a later step with the same key takes an earlier one's place. */
export function keyOf(step: Step): string {
  if (isCellStep(step)) return `${step.kind}/${String(step.item_id)}/${step.bucket}/${step.until ?? ""}`;
  const { kind, lot_key: lot, item_id: item, step: number, work_center_id: center, from, to, change, bucket, until } = step;
  if (kind === "lot_work_center") return `${kind}/${lot ?? ""}/${String(number)}`;
  if (lot !== undefined) return kind === "unfirm" ? `firm/${lot}` : `${kind}/${lot}`;
  if (kind === "unlock") return `unlock/${String(item)}/${bucket ?? ""}/${until ?? ""}`;
  return [kind, item, number, center, from, to, change].map((part) => String(part ?? "")).join("/");
}

export function isSame(one: Step, other: Step): boolean {
  return one === other || JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** The server may write the fields in another order, and null where there is nothing. */
function sorted(step: Step): unknown {
  return Object.entries(step).filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function areSame(some: readonly Step[], others: readonly Step[]): boolean {
  const known = byKey(others);
  return some.length === others.length && some.every((step) => {
    const other = known.get(keyOf(step));
    return other !== undefined && isSame(step, other);
  });
}

export function byKey(steps: readonly Step[]): Map<string, Step> {
  return new Map(steps.map((step) => [keyOf(step), step]));
}

/** A draft with these steps in place of those that spoke of the same; null takes a step away. */
export function withSteps(steps: readonly Step[], changed: ReadonlyMap<string, Step | null>): Step[] {
  const all: Map<string, Step> = byKey(steps);
  for (const [key, step] of changed) {
    if (step) all.set(key, step);
    else all.delete(key);
  }
  return [...all.values()];
}

/** What leads from one draft to another. */
export function difference(from: readonly Step[], to: readonly Step[]): Map<string, Step | null> {
  return new Map<string, Step | null>([...from.map((step): [string, null] => [keyOf(step), null]), ...to.map((step): [string, Step] => [keyOf(step), step])]);
}

export interface Merged {
  readonly steps: readonly Step[];
  /** Steps that both have changed since: mine stands. */
  readonly both: readonly Step[];
  /** Whether the others' draft had anything that mine did not know. */
  readonly hasTheirs: boolean;
}

/** Three-way: what I changed since `base` over what another window of mine did. */
export function merged(base: readonly Step[], mine: readonly Step[], theirs: readonly Step[]): Merged {
  const [was, own, others] = [byKey(base), byKey(mine), byKey(theirs)];
  const result = new Map(others);
  const both: Step[] = [];
  let hasTheirs = false;
  for (const key of new Set([...was.keys(), ...own.keys(), ...others.keys()])) {
    const [before, here, there] = [was.get(key), own.get(key), others.get(key)];
    const isMine = !agree(before, here);
    const isTheirs = !agree(before, there) && !agree(here, there);
    hasTheirs ||= isTheirs;
    if (!isMine) continue;
    if (here) result.set(key, here);
    else result.delete(key);
    if (isTheirs) both.push(here ?? there ?? (before as Step));
  }
  return { steps: [...result.values()], both, hasTheirs };
}

function agree(one: Step | undefined, other: Step | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSame(one, other);
}
