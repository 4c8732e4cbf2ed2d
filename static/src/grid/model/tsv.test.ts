import { describe, expect, it } from "vitest";

import { formatTsv, parseTsv } from "./tsv";

describe("spreadsheet text", () => {
  it("reads lines and fields and leaves out the last line end", () => {
    expect(parseTsv("a\tb\r\nc\td\r\n")).toEqual([["a", "b"], ["c", "d"]]);
  });
  it("keeps empty fields and an empty line in the middle", () => {
    expect(parseTsv("\tb\n\nc\t")).toEqual([["", "b"], [""], ["c", ""]]);
  });
  it("reads quoted fields with tabs, line ends and doubled quotes", () => {
    expect(parseTsv('"two\nlines"\t"a ""word"""\t"tab\there"')).toEqual([["two\nlines", 'a "word"', "tab\there"]]);
  });
  it("takes a quote that is no quoting as a letter", () => {
    expect(parseTsv('5" pipe\t"half\n"a" b')).toEqual([['5" pipe', '"half'], ['"a" b']]);
  });
  it("gives one empty field for empty text", () => {
    expect(parseTsv("")).toEqual([[""]]);
  });
  it("accepts bare carriage returns of old spreadsheets", () => {
    expect(parseTsv("a\rb")).toEqual([["a"], ["b"]]);
  });
  it("reads back what it writes", () => {
    const lines = [["plain", 'quote " inside', "tab\tinside"], ["line\nend", "", '"']];
    expect(parseTsv(formatTsv(lines))).toEqual(lines);
  });
});
