/** What becomes of one value for many lines, before it is written: how many will be saved, will wait, or be refused. */

import type { EditEvent } from "../grid/types";
import { t, tn } from "../shell/i18n";
import type { ChangesAnswer, LineAnswer } from "./queue";
import { REASON_MISSING } from "./saving";

export interface Foretold {
  readonly saved: number;
  readonly waiting: number;
  /** Inside a fence: a reason is asked for when they are changed. */
  readonly unexplained: number;
  readonly refused: number;
  /** The reason of most refusals. */
  readonly why: string;
}

/** As many lines as the server looks at in one request. */
const AT_ONCE = 2000;

type Send = (body: object) => Promise<ChangesAnswer>;

export async function foretold({ changes, rejected }: Pick<EditEvent, "changes" | "rejected">, version: (id: number) => number, send: Send): Promise<Foretold> {
  const answers: LineAnswer[] = [];
  for (let first = 0; first < changes.length; first += AT_ONCE) {
    const asked = changes.slice(first, first + AT_ONCE).map(({ rowId, field, new: value }) => ({
      id: Number(rowId), version: version(Number(rowId)), values: { [field]: value },
    }));
    answers.push(...(await send({ changes: asked, dry_run: true })).answers);
  }
  const bad = answers.filter(({ kind, rule }) => kind !== "saved" && kind !== "waiting" && rule !== REASON_MISSING);
  return {
    saved: answers.filter(({ kind }) => kind === "saved").length,
    waiting: answers.filter(({ kind }) => kind === "waiting").length,
    unexplained: answers.filter(({ rule }) => rule === REASON_MISSING).length,
    refused: bad.length + rejected.length,
    why: commonest([...rejected.map(({ reason }) => reason), ...bad.map(({ reasons }) => Object.values(reasons)[0] ?? "")]),
  };
}

function commonest(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

export function foretoldWords({ saved, waiting, unexplained, refused, why }: Foretold): string {
  const parts = [
    saved ? tn("{count} will be saved", "{count} will be saved", saved) : "",
    waiting ? tn("{count} will wait for approval", "{count} will wait for approval", waiting) : "",
    unexplained ? tn("{count} needs a reason", "{count} need a reason", unexplained) : "",
    refused ? tn("{count} will be refused: {why}", "{count} will be refused: {why}", refused, { why }) : "",
  ].filter(Boolean);
  return parts.join(" · ") || t("Nothing would change.");
}
