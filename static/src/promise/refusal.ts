/** Why something was not done, in words. */

import { Refused } from "../shell/api";
import { t } from "../shell/i18n";

interface Problem { readonly detail?: string; readonly errors?: Readonly<Record<string, readonly string[]>> }

function problemOf(error: unknown): Problem {
  return error instanceof Refused ? ((error.body as Problem | undefined) ?? {}) : {};
}

/** What a refusal says of a field; "" where it says nothing of it. */
export function saidOf(error: unknown, field: string): string {
  return (problemOf(error).errors?.[field] ?? []).join(" ");
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Refused)) return t("No answer from the server. Press again: it is done only once.");
  if (error.status === 401) return t("You are signed out.");
  const { detail, errors } = problemOf(error);
  return detail ?? (Object.values(errors ?? {}).flat().join(" ") || t("It was refused."));
}
