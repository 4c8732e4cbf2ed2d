import { describe, expect, it } from "vitest";

import { ofSite } from "./own-site";

const HERE = "http://plant.example/overview/";

describe("an address that a page leads to", () => {
  it.each([
    ["/orders/?show=late", "http://plant.example/orders/?show=late&site=HZ"],
    ["?page=2", "http://plant.example/overview/?page=2&site=HZ"],
    ["/orders/#late", "http://plant.example/orders/?site=HZ#late"],
  ])("names the page's site: %s", (address, named) => {
    expect(ofSite(address, "HZ", HERE)).toBe(named);
  });
  it.each(["/orders/?site=BRE", "/admin/orders/order/", "/api/docs/", "/late/7/", "/scenarios/3/merge/", "https://elsewhere.example/orders/", "mailto:planner@plant.example"])("is left as it is: %s", (address) => {
    expect(ofSite(address, "HZ", HERE)).toBe(address);
  });
  it("is left as it is for who has no site", () => {
    expect(ofSite("/orders/", "", HERE)).toBe("/orders/");
  });
});
