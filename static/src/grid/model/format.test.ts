import { describe, expect, it } from "vitest";
import { narrowNumber } from "./format";

const within = (characters: number) => (text: string): boolean => text.length <= characters;

describe("narrowNumber", () => {
  it("leaves a number that fits as it is", () => {
    expect(narrowNumber("10,018", within(6))).toBe("10,018");
    expect(narrowNumber("−14", within(2))).toBe("−14");
  });
  it("gives up the commas first", () => {
    expect(narrowNumber("−10,018", within(6))).toBe("−10018");
  });
  it("rounds what is wider still, and never shows half of a number", () => {
    expect(narrowNumber("1,234,567", within(6))).toBe("1.23M");
    expect(narrowNumber("−123,456", within(5))).toBe("−123K");
  });
  it("leaves words alone", () => {
    expect(narrowNumber("not planned", within(4))).toBe("not planned");
  });
});
