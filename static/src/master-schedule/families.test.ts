import { describe, expect, it } from "vitest";

import { RowStore } from "../grid/model/rows";
import { spansOf } from "./axis";
import { type Family, familiesOf, familyGlance, familyMeasureOf, familyRow, familyRowId, familyValue, isFamilyRow } from "./families";
import { type Item, itemsOf, type PlanData } from "./plan";
import { ShownRows } from "./shown-rows";

const STARTS = ["2026-03-02", "2026-03-09"];
const SPANS = spansOf(STARTS, "2026-03-16", "week");

/** Two pumps of one family, a valve of another, a pipe of none; `unit` is the second pump's. */
function plan(unit = "EA"): PlanData {
  return {
    plan_id: 1, revision: 1, currency: "EUR", atp_is_cumulative: false, bucket_starts: STARTS, horizon_end: "2026-03-16", finish_days: [],
    fences: { demand_until: null, planning_until: null },
    figures: { on_time_promised_share: null, on_time_requested_share: null, short_items: 0, overloaded_center_weeks: 0, overtime_minutes: 0, booked_share: null, open_order_value: 0 },
    items: {
      id: [1, 2, 3, 4], code: ["P1", "P2", "V1", "X1"], name: ["", "", "", ""], unit: ["EA", unit, "EA", "M"], family: ["Pumps", "Pumps", "Valves", ""],
      made: [true, true, true, false], is_mps: [true, true, true, true], cover: ["shortage", "covered", "covered", "covered"], safety_stock: [0, 0, 0, 0],
      opening: [0, 0, 0, 0], fence_days: [0, 0, 0, 0], lead_time_days: [0, 0, 0, 0], lot_multiple: [0, 0, 0, 0], counts_pieces: [false, false, false, false], weight: [1, 1, 1, 1], work: [[], [], [], []], gross_forecast: [[], [], [], []], forecast: [[9, 9], [], [], []],
      counted_forecast: [[0, 2], [], [], []], orders: [[5, 0], [1, 1], [], []], dependent: [[], [3, 0], [], []], receipts: [[], [], [], []],
      mps: [[0, 0.1], [0, 0.2], [], []], balance: [[-5, -6.9], [8, 7.2], [], []], atp: [[null, 0.1], [4, null], [null, null], []],
    },
    load: { id: [], code: [], name: [], available: [], load: [], setup: [], overtime: [] },
  };
}

function first<T>(all: readonly T[], place = 0): T {
  const found = all[place];
  if (found === undefined) throw new Error("nothing there");
  return found;
}

const [w10, w11] = [first(SPANS), first(SPANS, 1)];
const pumps = (data: PlanData): Family => first(familiesOf(itemsOf(data), itemsOf(data)));

describe("families", () => {
  it("stand by name, items without one last", () => {
    const families = familiesOf(itemsOf(plan()), itemsOf(plan()));
    expect(families.map(({ name, items }) => [name, items.length])).toEqual([["Pumps", 2], ["Valves", 1], ["", 1]]);
  });
  it("tell how many of their items a filter leaves", () => {
    const items = itemsOf(plan());
    const [short] = familiesOf(items.filter(({ cover }) => cover === "shortage"), items);
    expect([short?.items.length, short?.count]).toEqual([1, 2]);
  });
  it("add up flows and levels, without the dust of floating point", () => {
    const data = plan();
    const value = (measure: "demand" | "balance" | "mps" | "atp"): (number | null)[] => SPANS.map((span) => familyValue(data, pumps(data), measure, span));
    expect(value("mps")).toEqual([0, 0.3]);
    expect(value("demand")).toEqual([9, 3]); // a forecast inside the fence does not count
    expect(value("balance")).toEqual([3, 0.3]);
    expect(value("atp")).toEqual([4, 0.1]);
  });
  it("of which nothing is said, say nothing", () => {
    const data = plan();
    expect(familyValue(data, first(familiesOf(itemsOf(data), []), 1), "atp", w10)).toBeNull();
  });
  it("show what one item is short, though another has more", () => {
    const data = plan();
    expect(familyGlance(data, pumps(data), w10)).toEqual({ glance: "short", value: -5 });
    expect(familyGlance(data, pumps(data), w11)).toEqual({ glance: "mps-short", value: 0.3 });
  });
  it("of several units have no sums, and still show a shortage", () => {
    const data = plan("KG");
    const family = pumps(data);
    expect([family.unit, familyValue(data, family, "mps", w11)]).toEqual([null, null]);
    expect(familyGlance(data, family, w10)).toEqual({ glance: "short", value: null });
    const { row } = familyRow(data, family, SPANS, []);
    expect([row.children, row.cells["name"]]).toEqual([[], "Several units: no sums"]);
  });
  it("have rows of their own, whatever their name is", () => {
    const id = `${familyRowId("a/mps")}/balance`;
    expect([familyMeasureOf(id), familyMeasureOf(familyRowId("a/mps")), isFamilyRow(id), isFamilyRow("i7/mps")]).toEqual(["balance", null, true, false]);
    expect(familyMeasureOf("i7/mps")).toBeNull();
  });
});

describe("the rows of the board", () => {
  function shown(data = plan()): ShownRows {
    const rows = new ShownRows();
    rows.build(data, itemsOf(data), SPANS, itemsOf(data));
    return rows;
  }
  it("are families with their sums and items below", () => {
    const data = plan();
    const rows = new ShownRows().build(data, itemsOf(data), SPANS, itemsOf(data));
    expect(rows.map(({ id }) => id)).toEqual(["fPumps", "fValves", "f"]);
    expect(rows[0]?.children?.map(({ id }) => id)).toEqual(["fPumps/demand", "fPumps/balance", "fPumps/mps", "fPumps/atp", "i1", "i2"]);
    expect(new ShownRows().build(data, itemsOf(data), SPANS, null).map(({ id }) => id)).toEqual(["i1", "i2", "i3", "i4"]);
  });
  it("follow an edit, the family's sums too, and nothing else", () => {
    const data = plan();
    const rows = shown(data);
    const edited: PlanData = { ...data, items: { ...data.items, mps: [[0, 7], ...data.items.mps.slice(1)] } };
    const patched = rows.patch(edited, [first(itemsOf(edited))], SPANS);
    const byId = new Map(patched.map(({ id, cells }) => [id, cells[w11.id]]));
    expect([byId.get("i1/mps"), byId.get("fPumps"), byId.get("fPumps/mps")]).toEqual([7, 7.2, 7.2]);
    expect([...byId.keys()].some((id) => String(id).startsWith("i2") || String(id).startsWith("fValves"))).toBe(false);
  });
  it("find the next item that is short from an item, from a family, and from the top again; and back", () => {
    const rows = shown();
    const place = (rowId: string | null, column = w10, by: 1 | -1 = 1): (string | undefined)[] => {
      const found = rows.shortageFrom(rowId === null ? null : { rowId, column: column.id }, SPANS, by);
      return [found?.item.code, found?.span.id];
    };
    expect(place(null)).toEqual(["P1", w10.id]);
    expect(place("fPumps", w11)).toEqual(["P1", w10.id]);
    expect(place("i3")).toEqual(["P1", w10.id]);
    expect([place(null, w10, -1), place("i3", w10, -1)]).toEqual([["P1", w10.id], ["P1", w10.id]]);
  });
});

describe("two items that are short in both weeks", () => {
  const data = plan();
  const both: PlanData = { ...data, items: { ...data.items, balance: [[-5, -6.9], [8, 7.2], [1, -2], []] } };
  const rows = new ShownRows();
  rows.build(both, itemsOf(both), SPANS, null);
  const place = (rowId: string, column: typeof w10, by: 1 | -1): (string | undefined)[] => {
    const found = rows.shortageFrom({ rowId, column: column.id }, SPANS, by);
    return [found?.item.code, found?.span.id];
  };
  it("are gone through item by item, not week by week", () => {
    expect([place("i1", w10, 1), place("i1/mps", w11, 1), place("i3", w11, 1)]).toEqual([["V1", w11.id], ["V1", w11.id], ["P1", w10.id]]);
  });
  it("are not passed over before the week in which they become short", () => {
    expect(place("i3", w10, 1)).toEqual(["V1", w11.id]);
  });
  it("are gone through backwards", () => {
    expect([place("i3", w11, -1), place("i1", w10, -1), place("i4", w10, -1)]).toEqual([["P1", w10.id], ["V1", w11.id], ["V1", w11.id]]);
  });
});

describe("a tree of several levels", () => {
  const rows = new ShownRows().build(plan(), itemsOf(plan()), SPANS, itemsOf(plan()));
  const ids = (store: RowStore): unknown[] => Array.from({ length: store.count }, (_, place) => store.at(place)?.id);
  it("shows what is open, and remembers what is open in what is closed", () => {
    const store = new RowStore();
    store.setRows(rows);
    store.setOpen(true, "i1");
    expect(ids(store)).toEqual(["fPumps", "fValves", "f"]);
    store.setOpen(true, "fPumps");
    expect(ids(store)).toContain("i1/mps");
    store.setOpen(false, "fPumps");
    expect(ids(store)).toEqual(["fPumps", "fValves", "f"]);
    expect(store.ancestors("i1/mps").map(({ id }) => id)).toEqual(["i1", "fPumps"]);
  });
  it("opens a row when it comes", () => {
    const store = new RowStore();
    store.setOpen(true, "fPumps");
    store.setRows(rows);
    expect(ids(store)).toContain("i2");
    expect(store.opened).toEqual(["fPumps"]);
  });
});

it("an item of a family is the item it was", () => {
  const item: Item = first(itemsOf(plan()));
  const rows = new ShownRows();
  rows.build(plan(), [item], SPANS, [item]);
  expect([rows.item("i1/mps"), rows.item("fPumps"), rows.has(item)]).toEqual([item, undefined, true]);
});
