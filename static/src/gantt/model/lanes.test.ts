import { describe, expect, it } from "vitest";

import { lot, world } from "./imagined";
import { namePx, type Span, stacked, stackingOf, stackings } from "./lanes";
import { type Bar, barsOf } from "./world";

const [bar] = barsOf(world()) as [Bar];
const NAME = namePx(bar);
const NAMED = stackingOf("day", 28);
const BARE = stackingOf("month", 28);

function standing(all: readonly (readonly Span[])[], stacking = NAMED): { lane: number; beside: readonly number[] }[] {
  return stacked(all.map((parts) => ({ bar, parts })), stacking).map(({ lane, beside }) => ({ lane, beside }));
}

describe("lanes", () => {
  it("keep room beside short bars for their names, where days are wide", () => {
    expect(standing([[[0, 10]], [[12, 10]]])).toEqual([{ lane: 0, beside: [NAME] }, { lane: 1, beside: [NAME] }]);
    expect(standing([[[0, 10]], [[10 + NAME, 10]]]).map(({ lane }) => lane)).toEqual([0, 0]);
  });
  it("write a name inside where it fits", () => {
    expect(standing([[[0, NAME]]])[0]?.beside).toEqual([0]);
  });
  it("stand close where names have no room of their own, and are named where there happens to be some", () => {
    const weeks = stackingOf("week", 28);
    expect(standing([[[0, 10]], [[12, 10]]], weeks)).toEqual([{ lane: 0, beside: [0] }, { lane: 0, beside: [NAME] }]);
  });
  it("are thin and bare over months", () => {
    expect(standing([[[0, 10]], [[400, 10]]], BARE).map(({ beside }) => beside)).toEqual([[0], [0]]);
    expect(BARE.lanePx).toBeLessThan(NAMED.lanePx);
  });
  it("let others stand between the parts of a bar that is interrupted, and nobody on them", () => {
    const broken: readonly Span[] = [[0, 10], [400, 10]];
    const found = standing([broken, [[200, 10]], [[390, 40]]], BARE);
    expect(found.map(({ lane }) => lane)).toEqual([0, 0, 1]);
  });
  it("never put two bars on one another, whatever comes", () => {
    let seed = 7;
    const random = (most: number): number => { seed = (seed * 48271) % 2147483647; return seed % most; };
    const all = Array.from({ length: 300 }, (): Span[] => {
      const x = random(2000);
      return random(4) === 0 ? [[x, 6], [x + 60 + random(200), 6 + random(30)]] : [[x, 6 + random(60)]];
    }).sort(([one], [other]) => (one?.[0] ?? 0) - (other?.[0] ?? 0));
    for (const stacking of [NAMED, { ...NAMED, mostForNames: 3 }, { ...NAMED, mostForNames: 1 }, stackingOf("week", 28), BARE]) {
      const spots = standing(all, stacking).flatMap(({ lane, beside }, at) => (all[at] ?? []).map(([x, width], part) => ({ lane, x, end: x + width + (beside[part] ?? 0) })));
      const meeting = spots.filter((one, at) => spots.some((other, place) => place > at && other.lane === one.lane && other.x < one.end && one.x < other.end));
      expect(meeting).toEqual([]);
    }
  });
  it("leave a name more room for its signs, and for wide letters", () => {
    const [late] = barsOf(world({ lots: [lot("A", { status: "late", firm: true })] })) as [Bar];
    expect(namePx(late)).toBeGreaterThan(NAME);
    expect(namePx({ ...bar, code: "泵体泵体" })).toBeGreaterThan(NAME);
  });
  it("are no more than were asked for the sake of names, and the shortest name gives way", () => {
    const all: (readonly Span[])[] = [[[0, 10]], [[12, 10]], [[24, 10]]];
    const two = { ...NAMED, mostForNames: 2 };
    expect(standing(all).map(({ lane }) => lane)).toEqual([0, 1, 2]);
    expect(standing(all, two)).toEqual([{ lane: 0, beside: [0] }, { lane: 1, beside: [NAME] }, { lane: 0, beside: [NAME] }]);
    expect(standing(all, { ...NAMED, mostForNames: 1 }).map(({ lane }) => lane)).toEqual([0, 0, 0]);
  });
  it("are more where bars lie on each other, however few were asked", () => {
    expect(standing([[[0, 40]], [[10, 40]], [[20, 40]]], { ...NAMED, mostForNames: 1 }).map(({ lane }) => lane)).toEqual([0, 1, 2]);
  });
  it("come closer and fewer step by step, and never roomier", () => {
    for (const zoom of ["day", "week", "month"] as const) {
      const tried = stackings(zoom, 28);
      expect(tried[0]).toEqual(stackingOf(zoom, 28));
      for (const [at, one] of tried.slice(1).entries()) {
        const before = tried[at];
        expect(before && one.lanePx <= before.lanePx && one.mostForNames <= before.mostForNames && one.leastRowPx <= before.leastRowPx).toBe(true);
      }
    }
  });
  it("are as high as the density asks for", () => {
    expect(stackingOf("day", 36).lanePx - stackingOf("day", 24).lanePx).toBe(12);
  });
});
