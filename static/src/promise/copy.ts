/** Copy a text that is on the page. `navigator.clipboard` is undefined on plain http, so the selection is copied. */

import { t } from "../shell/i18n";
import { toast } from "../shell/toast";

export function copyText(place: HTMLElement): void {
  const selection = getSelection();
  if (!selection) return;
  const range = document.createRange();
  range.selectNodeContents(place);
  selection.removeAllRanges();
  selection.addRange(range);
  // Deprecated, and the only way to copy outside a secure context.
  const copied = document.execCommand("copy");
  if (copied) selection.removeAllRanges();
  toast(copied ? t("Copied: paste it into chat or mail.") : t("The text is selected: copy it with Ctrl+C."), { stays: 4000 });
}
