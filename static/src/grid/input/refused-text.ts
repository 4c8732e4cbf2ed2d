/** A pause after which the next key begins something new. */
const PAUSE_MS = 2000;
const ERASERS: ReadonlySet<string> = new Set(["Backspace", "Delete"]);
/** Held, or pressed, on the way to a character. */
const MODIFIERS: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead"]);

/**
 * What is typed on after a key that a cell refused: the rest of the same text. None of it may mean something else, such as
 * a way to another cell, where the text would then be written.
 */
export class RefusedText {
  private until = -Infinity;
  /** Something was typed after the key that was refused. */
  private isLong = false;

  /** `at`: the time stamp of the key that was refused. */
  begin(at: number): void {
    this.until = at + PAUSE_MS;
    this.isLong = false;
  }

  end(): void {
    this.until = -Infinity;
  }

  /** Whether the key belongs to the text, and so does nothing. */
  takes(event: KeyboardEvent): boolean {
    const { key, timeStamp } = event;
    if (timeStamp >= this.until || MODIFIERS.has(key)) return false;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      this.end(); // a command is no rest of a text, and what follows it is a new one
      return false;
    }
    if (key.length === 1 || ERASERS.has(key)) {
      this.begin(timeStamp);
      this.isLong = true;
      return true;
    }
    this.end();
    // Enter after one refused key is no end of a text, but an answer to why it was refused: on a frozen cell it unlocks.
    return key === "Escape" || (key === "Enter" && this.isLong);
  }
}
