/** What the server told this page's frame (planning/shell.py, Frame.browser_data). */

export interface Standing {
  site: string;
  order_revision: number;
  planned_revision: number;
  waiting: number;
  plan_id: number | null;
  published_at: string | null;
  plan_age_seconds: number | null;
  /** How long the latest change has been waiting. */
  waiting_seconds: number;
  outcome: string;
  stuck: boolean;
  /** A worker is planning the site now. */
  running: boolean;
}

export interface FrameData {
  site: string;
  language: string;
  currency: string;
  /** ISO: the planning date of the site. */
  today: string;
  events: string;
  standing_address: string;
  search: string;
  /** Where the number of unseen notices is asked for; empty for who gets none. */
  notices: string;
  /** Where the number of the plan's messages is asked for; empty for who sees no plans. */
  needs: string;
  standing: Standing | null;
}

const NOBODY: FrameData = { site: "", language: "en", currency: "", today: "", events: "", standing_address: "", search: "", notices: "", needs: "", standing: null };

/** Read a `json_script` block; undefined where the page has none. */
export function embedded<T>(id: string): T | undefined {
  const block = document.getElementById(id);
  return block ? (JSON.parse(block.textContent) as T) : undefined;
}

export const frame: FrameData = (typeof document === "undefined" ? undefined : embedded<FrameData>("frame-data")) ?? NOBODY;
