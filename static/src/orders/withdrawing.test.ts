import { beforeEach, describe, expect, it } from "vitest";

import type { Change } from "../grid/types";
import { Refused, Unreachable } from "../shell/api";
import { type WaitingRequest, Waits } from "./waits";
import { Withdrawing } from "./withdrawing";

const ASKED: Change = { rowId: 1, field: "quantity", old: 10, new: 25, request: 7 };

/** What the server has waiting, and does. */
let open: WaitingRequest[];
let answer: Error | undefined;
let withdrawn: number[];
let said: string[];
let forgotten: unknown[];
let withdrawing: Withdrawing;

function request(id: number, values: Record<string, string>, mine = true): WaitingRequest {
  return { id, line: 1, values, who: "Ada", at: "2026-03-10 01:05", mine, address: `/approvals/#asked-${String(id)}` };
}

beforeEach(() => {
  [open, withdrawn, said, forgotten, answer] = [[request(7, { quantity: "25" })], [], [], [], undefined];
  const waits = new Waits(() => undefined);
  withdrawing = new Withdrawing(waits, {
    refresh: () => { waits.take(open); return Promise.resolve(); },
    withdraw: (id) => {
      if (answer) return Promise.reject(answer);
      withdrawn.push(id);
      return Promise.resolve();
    },
    forget: (...change) => { forgotten.push(change); },
    say: (text, link) => { said.push(link ? `${text} -> ${link.address}` : text); },
  });
});

describe("undo of what waits for approval", () => {
  it("withdraws the request, and says so", async () => {
    await withdrawing.takeBack([ASKED]);
    expect(withdrawn).toEqual([7]);
    expect(said).toEqual(["Your request for 25 is withdrawn."]);
    expect(forgotten).toEqual([]); // redo asks again
  });

  it("says it once for many", async () => {
    open.push({ ...request(8, { quantity: "30" }), line: 2 });
    await withdrawing.takeBack([ASKED, { rowId: 2, field: "quantity", old: 20, new: 30, request: 8 }]);
    expect(withdrawn).toEqual([7, 8]);
    expect(said).toEqual(["2 requests are withdrawn."]);
  });

  it("takes the request that has come in place of the first", async () => {
    open = [request(9, { quantity: "25" })];
    await withdrawing.takeBack([ASKED]);
    expect(withdrawn).toEqual([9]);
  });

  it("never takes a colleague's", async () => {
    open = [request(9, { quantity: "25" }, false)];
    answer = new Refused(409, { detail: "It is decided already by Bob: Rejected." });
    await withdrawing.takeBack([ASKED]);
    expect(withdrawn).toEqual([]);
  });

  it("leaves a request that asks for more, and leads to it", async () => {
    open = [request(7, { quantity: "25", note: "x" })];
    await withdrawing.takeBack([ASKED]);
    expect(withdrawn).toEqual([]);
    expect(said).toEqual(["The request asks for more than this edit, and still waits. You can withdraw all of it there. -> /approvals/#asked-7"]);
    expect(forgotten).toEqual([[1, "quantity", 25, 10]]);
  });

  it("withdraws a request for two cells of one step once", async () => {
    open = [request(7, { quantity: "25", note: "x" })];
    await withdrawing.takeBack([ASKED, { rowId: 1, field: "note", old: "", new: "x", request: 7 }]);
    expect(withdrawn).toEqual([7]);
  });

  it("says who has decided it meanwhile, and redo does not speak of it", async () => {
    open = [];
    answer = new Refused(409, { detail: "It is decided already by Bob: Applied." });
    await withdrawing.takeBack([ASKED]);
    expect(said).toEqual(["Not withdrawn: It is decided already by Bob: Applied."]);
    expect(forgotten).toEqual([[1, "quantity", 25, 10]]);
  });

  it("claims nothing where the server can't be reached", async () => {
    answer = new Unreachable("offline");
    await withdrawing.takeBack([ASKED]);
    expect(said).toEqual(["The request was not withdrawn: the server can't be reached. -> /approvals/#asked-7"]);
    expect(forgotten).toEqual([]);
  });
});
