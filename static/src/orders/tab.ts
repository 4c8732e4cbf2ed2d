/** What this tab keeps through a reload, per person and site, and for nobody else: forgotten when somebody else signs in. No DOM. */

const PREFIX = "lockstep.tab.";

export type TabStore = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** Forget what everyone's (but one person's) tab keeps. */
export function forgetTab(store: TabStore, except = ""): void {
  const keys = Array.from({ length: store.length }, (_none, place) => store.key(place) ?? "");
  const others = keys.filter((key) => key.startsWith(PREFIX) && !(except && key.startsWith(`${PREFIX}${except}.`)));
  for (const key of others) store.removeItem(key);
}

/** One thing that is kept. */
export class Kept<Content> {
  private readonly key: string;

  constructor(private readonly store: TabStore, person: number, site: string, what: string) {
    this.key = `${PREFIX}${String(person)}.${site}.${what}`;
    forgetTab(store, String(person));
  }

  read(): Content | null {
    const kept = this.store.getItem(this.key);
    return kept === null ? null : (JSON.parse(kept) as Content);
  }

  write(content: Content): void {
    try {
      this.store.setItem(this.key, JSON.stringify(content));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.store.removeItem(this.key); // no room: rather nothing than what is no longer so
    }
  }

  forget(): void {
    this.store.removeItem(this.key);
  }
}
