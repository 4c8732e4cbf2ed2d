/** The number of an order line where it stands among documents: a way to its order. */

import { t } from "../shell/i18n";
import { byId, make } from "./dom";

/** A line that the person may not see has neither number nor way. */
export function orderLink(label: string, line: number | null): HTMLElement {
  const address = byId("details").dataset["order"];
  if (line === null || label === "" || address === undefined) return make("b", "", label || t("An order line"));
  const link = make("a", "", label);
  link.href = address.replace("/0/", `/${String(line)}/`);
  return make("b", "", link);
}
