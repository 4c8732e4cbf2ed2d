import { describe, expect, it } from "vitest";

import { RefusedText } from "./refused-text";

const pressed = (key: string, timeStamp: number, more: Partial<KeyboardEvent> = {}): KeyboardEvent => ({ key, timeStamp, ctrlKey: false, metaKey: false, altKey: false, ...more }) as KeyboardEvent;

function refusedAt(at: number): RefusedText {
  const text = new RefusedText();
  text.begin(at);
  return text;
}

describe("what is typed on after a refused key", () => {
  it("is taken up to Enter, however long it is", () => {
    const text = refusedAt(0);
    expect(["1", "Shift", ".", "5", "Backspace", "6", "Enter"].map((key, place) => text.takes(pressed(key, 900 * (place + 1))))).toEqual([true, false, true, true, true, true, true]);
    expect(text.takes(pressed(".", 6400))).toBe(false);
  });
  it.each(["ArrowDown", "Tab", "F2"])("ends with %s, which does what it does", (key) => {
    const text = refusedAt(0);
    expect([text.takes(pressed(key, 100)), text.takes(pressed(".", 200))]).toEqual([false, false]);
  });
  it("ends with Esc, which does nothing else", () => {
    const text = refusedAt(0);
    expect([text.takes(pressed("Escape", 100)), text.takes(pressed(".", 200))]).toEqual([true, false]);
  });
  it("leaves Enter alone where nothing was typed on: it may answer the reason", () => {
    expect(refusedAt(0).takes(pressed("Enter", 100))).toBe(false);
  });
  it("ends with a pause", () => {
    expect(refusedAt(0).takes(pressed(".", 1999))).toBe(true);
    expect(refusedAt(0).takes(pressed(".", 2000))).toBe(false);
  });
  it("leaves commands alone", () => {
    expect(refusedAt(0).takes(pressed("z", 100, { ctrlKey: true }))).toBe(false);
  });
  it("ends with a command, not with the key that begins one", () => {
    const text = refusedAt(0);
    expect([text.takes(pressed("Control", 100)), text.takes(pressed("5", 200))]).toEqual([false, true]);
    expect([text.takes(pressed("y", 300, { ctrlKey: true })), text.takes(pressed("5", 400))]).toEqual([false, false]);
  });
  it("is nothing where no key was refused", () => {
    expect(new RefusedText().takes(pressed(".", 100))).toBe(false);
  });
});
