/** Send something that must happen once: until it is known what became of it, the same request has the same key. */

import { ask, Unreachable } from "../shell/api";

export class Once {
  private unheard: { text: string; key: string } | null = null;

  /** Throws Unreachable where no answer came: sent again as it was, it is done once all the same. Throws Refused. */
  async post<T>(address: string, body: unknown): Promise<T> {
    const text = JSON.stringify([address, body]);
    const key = this.unheard?.text === text ? this.unheard.key : crypto.getRandomValues(new Uint32Array(4)).join("-");
    this.unheard = { text, key };
    try {
      const answer = await ask<T>(address, { method: "POST", body, key });
      this.unheard = null;
      return answer;
    } catch (error) {
      if (!(error instanceof Unreachable)) this.unheard = null;
      throw error;
    }
  }
}
