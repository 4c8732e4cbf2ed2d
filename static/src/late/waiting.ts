/**
 * A question that the page waits for. The page names it, says every few seconds that it still waits, and says when it is
 * left: so a worker drops what nobody waits for. A browser that crashed says nothing any more, which does the same.
 */

import { ask } from "../shell/api";

const EVERY_MS = 2000;
/** The server waits that long for its worker. */
const ASK_WITHIN_MS = 40_000;
const TICKET_BYTES = 16;

/** The addresses have this in the place of the ticket. */
const NAMED = "TICKET";

interface Standing { readonly begun: boolean }

/** Ask, and keep the question while this page is there; `told` hears now and then whether a worker has begun with it. */
export async function answered<T>(address: string, { waits = "", leaves = "" }: DOMStringMap, told: (begun: boolean) => void): Promise<T> {
  const waiting = new Waiting(waits, leaves, told);
  try {
    return await ask<T>(`${address}?ticket=${waiting.ticket}`, { timeoutMs: ASK_WITHIN_MS });
  } finally {
    waiting.end();
  }
}

class Waiting {
  readonly ticket = Array.from(crypto.getRandomValues(new Uint8Array(TICKET_BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  private readonly timer: number;
  private readonly left = () => { this.say(this.leaves); };

  constructor(private readonly waits: string, private readonly leaves: string, private readonly told: (begun: boolean) => void) {
    this.timer = window.setInterval(() => { this.say(this.waits); }, EVERY_MS);
    window.addEventListener("pagehide", this.left);
  }

  /** It is answered, or has failed. */
  end(): void {
    window.clearInterval(this.timer);
    window.removeEventListener("pagehide", this.left);
  }

  private say(address: string): void {
    // What is lost on the way is said again soon; a request that is sent while the page goes still arrives.
    ask<Standing>(address.replace(NAMED, this.ticket), { method: "POST", body: {} }).then(({ begun }) => { this.told(begun); }, () => undefined);
  }
}
