/** The ways to say yes: those of the answer at once, overtime and other sites as soon as they are known. */

import { byId, make } from "../master-schedule/dom";
import { ask, Refused, Unreachable } from "../shell/api";
import { t } from "../shell/i18n";
import { announce } from "../shell/toast";
import { type Answered, isBetterThan, isLate, keyOfWay, type Way } from "./answer";
import { waysList } from "./card";

const TIMEOUT_MS = 15_000;
const MOST_SITES = 2;

interface More { readonly ways: readonly Way[]; readonly sites_asked: number }

export class Ways {
  private readonly card = byId("ways");
  private key = "whole";
  private more: readonly Way[] = [];
  private asking: AbortController | undefined;

  constructor(private readonly address: string, private readonly changed: () => void) {}

  /** Show the ways of an answer, and ask for more where it is later than wanted. `query` is its question. */
  show(answer: Answered, query: string): void {
    this.asking?.abort();
    this.more = [];
    this.draw(answer, "");
    if (isLate(answer) && answer.state !== "beyond_horizon" && this.address) void this.ask(answer, query);
  }

  hide(): void {
    this.asking?.abort();
    this.card.hidden = true;
  }

  /** Pick a way, as its radio does. */
  pick(key: string): void {
    this.key = key;
    const radio = this.card.querySelector<HTMLInputElement>(`input[value="${CSS.escape(key)}"]`);
    if (radio) radio.checked = true;
    this.changed();
  }

  /** The way that is picked, else the first; undefined where there is none. */
  chosen(answer: Answered): Way | undefined {
    const all = this.all(answer);
    return all.find((way) => keyOfWay(way) === this.key) ?? all[0];
  }

  private all({ ways }: Answered): readonly Way[] {
    return [...ways, ...this.more];
  }

  private draw(answer: Answered, remark: string): void {
    const all = this.all(answer);
    const picked = this.chosen(answer);
    const focused = this.card.contains(document.activeElement) ? (document.activeElement as HTMLInputElement).value : "";
    this.card.hidden = all.length < 2 && remark === "";
    this.card.replaceChildren(
      waysList(answer, all, picked ? keyOfWay(picked) : "", (way) => {
        this.key = keyOfWay(way);
        this.changed();
      }),
      ...(remark ? [make("p", "hint ways-remark", remark)] : []),
    );
    if (focused) this.card.querySelector<HTMLInputElement>(`input[value="${CSS.escape(focused)}"]`)?.focus();
  }

  private async ask(answer: Answered, query: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.draw(answer, t("Looking for overtime and other sites…"));
    try {
      const found = await ask<More>(`${this.address}&${query}`, { signal: asking.signal, timeoutMs: TIMEOUT_MS });
      if (asking.signal.aborted) return;
      this.take(answer, found);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.draw(answer, t("Overtime and other sites could not be looked at."));
    }
    this.changed();
  }

  private take(answer: Answered, { ways, sites_asked: asked }: More): void {
    const overtime = ways.filter(({ kind }) => kind === "overtime");
    const sites = ways.filter((way) => way.kind === "site" && isBetterThan(way, answer)).slice(0, MOST_SITES);
    this.more = [...overtime, ...sites];
    const remark = [
      overtime.length === 0 && t("Overtime brings nothing sooner."),
      sites.length === 0 && asked > 0 && t("No other site of yours is sooner."),
    ].filter(Boolean).join(" ");
    this.draw(answer, remark);
    if (this.more.length > 0) announce(t("There are more ways to say yes: overtime or another site."));
  }
}
