/** The orders page: lines in a grid (or cards on a phone), edited in place, saved by themselves, moved by each new plan. */

import { createGrid, type EditEvent, type Grid, type SelectEvent } from "../grid";
import type { CellValue } from "../grid/types";
import { ask, Refused } from "../shell/api";
import { dateOrder } from "../shell/date-order";
import { frame } from "../shell/frame";
import { t } from "../shell/i18n";
import { ordersReached } from "../shell/live";
import { goTo } from "../shell/own-site";
import { markReady } from "../shell/ready";
import { toast } from "../shell/toast";
import { Bulk } from "./bulk";
import { foretold } from "./bulk-foretold";
import { Cards, type Edited } from "./cards";
import { CellMarks } from "./cell-marks";
import { Chips } from "./chips";
import { columns } from "./columns";
import { type Absorbed, Desk } from "./desk";
import { Drawer } from "./drawer";
import { exportsShown } from "./export";
import { describeGridKeys, gridKey } from "./grid-keys";
import { KeptRefusals } from "./kept-refusals";
import { KeptSteps } from "./kept-steps";
import { Layout } from "./layout";
import type { Line, LinesAnswer } from "./lines";
import { clearNotice, nothingYet, showNotice } from "./notices";
import { type ChangesAnswer, Queue } from "./queue";
import { askWhy } from "./reason";
import { Sight } from "./sight";
import { OrderViews, type SavedViewsData } from "./saved-views";
import { SaveState } from "./save-state";
import { Saving } from "./saving";
import { leftOut, notUndone, outcome, Steps } from "./steps";
import { figures } from "./figures";
import { counts, shown } from "./view";
import { Waits } from "./waits";
import { Withdrawing } from "./withdrawing";
import { WhatIf, type WhatIfData } from "./what-if";

export interface OrdersPageData extends WhatIfData, SavedViewsData {
  rows: string;
  changes: string;
  line: string;
  withdraw: string;
  editable: string[];
  person: number;
}

const PHONE = matchMedia("(max-width: 719px)");

export class OrdersPage {
  private readonly editable: ReadonlySet<string>;
  private readonly desk: Desk;
  private readonly queue: Queue;
  private readonly saving: Saving;
  private readonly saveState: SaveState;
  private readonly chips: Chips;
  private readonly drawer: Drawer;
  private readonly sight = new Sight();
  private grid: Grid | undefined;
  private cards: Cards | undefined;
  private readonly layout = new Layout(
    () => this.grid, () => columns(this.editable, frame.currency, this.data.largest_quantity, (row) => this.unplanned.has(row.id), this.data.today), () => this.chips,
  );
  private savedViews: OrderViews | undefined;
  private readonly steps: Steps;
  private readonly refusals: KeptRefusals;
  private readonly waits = new Waits((id, field) => { this.marks.showWait(id, field); });
  private readonly marks = new CellMarks(() => this.grid, () => this.cards, this.waits, (id, field) => this.queue.pending(id, field) !== undefined);
  private readonly withdrawing = new Withdrawing(this.waits, {
    refresh: () => this.load(),
    withdraw: (request) => ask(this.data.withdraw.replace("/0/", `/${String(request)}/`), { method: "POST" }),
    forget: (rowId, field, from, to) => { this.steps.forget({ rowId, field }, from, to); },
    say: (text, link) => toast(text, link && { action: { label: link.label, run: () => { goTo(link.address); } } }),
  });
  private readonly bulk = new Bulk(() => this.grid, (foreseen) => foretold(foreseen, (id) => this.desk.lines.get(id)?.version ?? 0, this.sendChanges));
  private readonly sendChanges = (body: object): Promise<ChangesAnswer> => ask<ChangesAnswer>(this.data.changes, { method: "PATCH", body });
  /** Lines that were changed here since the last plan that covers everything. */
  private readonly unplanned = new Set<string | number>();
  private isLoaded = false;
  private shownCount = 0;

  constructor(private readonly data: OrdersPageData) {
    this.editable = new Set(data.editable);
    this.steps = new Steps(() => this.grid, new KeptSteps(sessionStorage, data.person, frame.site));
    this.refusals = new KeptRefusals(sessionStorage, data.person, frame.site);
    this.desk = new Desk((since) => this.fetchLines(since), (id, field) => this.queue.pending(id, field));
    this.saving = new Saving(this.desk, () => this.queue, {
      mark: (id, field, mark) => { this.marks.set(id, field, mark ?? this.waits.mark(id, field), mark === null); },
      asked: () => void this.load(),
      takeBack: (asked) => void this.withdrawing.takeBack(asked),
      forget: (id, field, from, to, request) => {
        this.unplanned.delete(id); // nothing of it is on its way into a plan
        this.steps.forget({ rowId: id, field }, from, to, request);
        this.cards?.forget(id, field, from, to);
      },
      redraw: (id) => { this.redraw([id]); },
      say: (text) => toast(text),
      askWhy,
    }, () => this.waits.mine);
    this.queue = new Queue(
      (changes) => this.sendChanges({ changes }),
      {
        answered: (answer, sent) => {
          this.sight.answered(answer);
          this.cards?.answered(answer);
          this.saving.answered(answer, sent);
        },
        turnedDown: (id, sent, reason) => { this.saving.turnedDown(id, sent, reason); },
        revisions: (revisions) => { ordersReached(revisions[frame.site] ?? 0); },
        state: (...now) => { this.saveState.told(...now); this.steps.changed(); },
      },
      localStorage,
      `lockstep.orders.${String(data.person)}.${frame.site}`,
    );
    const keep = (): void => { if (this.isLoaded) this.refusals.write(this.marks.refusals()); };
    this.saveState = new SaveState(this.saving, () => this.grid, { sendNow: () => { this.queue.now(); }, keep });
    this.chips = new Chips(() => { this.arrange(); }, () => this.grid?.focus());
    const whatIf = new WhatIf(this.editable, data, (id) => this.desk.lines.get(id), (...edit) => { this.wrote(...edit); this.redraw([edit[0]]); });
    this.drawer = new Drawer(need("drawer"), data.line, () => this.grid?.focus(), whatIf);
  }

  private async fetchLines(since: string): Promise<LinesAnswer> {
    const address = `${this.data.rows}?site=${encodeURIComponent(frame.site)}${since && `&since=${since}`}`;
    const answer = await ask<LinesAnswer>(address, { timeoutMs: 60_000 });
    this.waits.take(answer.waiting);
    this.saveState.refresh();
    return answer;
  }

  async start(): Promise<void> {
    this.surface();
    this.savedViews = new OrderViews(this.data, this.layout);
    this.savedViews.start();
    PHONE.addEventListener("change", () => { if (this.isLoaded) this.arrange(); else this.surface(); });
    document.addEventListener("lockstep:plan", ({ detail }) => void this.load().then(() => { this.planned(detail.waiting); }));
    for (const news of ["lockstep:revision", "lockstep:requests"]) document.addEventListener(news, () => void this.load());
    window.addEventListener("online", () => { this.queue.now(); });
    window.addEventListener("pagehide", () => { this.queue.flush(); });
    describeGridKeys(this.editable.size > 0);
    exportsShown(() => this.arranged().map((line) => line.id));
    await this.load();
  }

  /** A grid where there is room, cards on a phone; both show the same lines. */
  private surface(): void {
    const isEmpty = this.isLoaded && this.desk.lines.size === 0;
    nothingYet(!isEmpty);
    need("order-grid").hidden = PHONE.matches || isEmpty;
    need("order-cards").hidden = !PHONE.matches || isEmpty;
    if (PHONE.matches) {
      this.cards ??= new Cards(need("order-cards"), this.editable, this.data, this.wrote, (id) => void this.drawer.open(id), (id, field, keep) => { this.saving.resolve(id, field, keep); });
    } else this.grid ??= this.makeGrid();
  }

  private makeGrid(): Grid {
    const grid = createGrid(need("order-grid"), {
      label: t("Orders"), t, today: this.data.today, dateOrder: dateOrder(),
      columns: this.layout.columns(),
      emptyText: t("No order matches."),
      onKey: (event, active) => gridKey(event, active, this.editable, {
        bulk: () => { this.bulk.open(); }, details: (id) => void this.drawer.open(id),
      }),
    });
    grid.setReadOnly(this.editable.size === 0);
    grid.setLoading(!this.isLoaded);
    if (this.editable.size > 0) this.steps.restore(grid);
    grid.on("begin", ({ rowId, field }) => { this.sight.began(Number(rowId), field, this.desk.lines.get(Number(rowId))?.version ?? 0); });
    grid.on("edit", (event) => { this.edited(event); });
    grid.on("select", (event) => { this.selected(event); });
    grid.on("overflow", ({ lines }) => { leftOut(lines.length); });
    grid.on("open", ({ rowId, field }) => { if (field === "order") this.drawer.goToOrder(Number(rowId)); else void this.drawer.open(Number(rowId)); });
    grid.on("resolve", ({ rowId, field, keep }) => { this.saving.resolve(Number(rowId), field, keep); });
    grid.on("resize", ({ field, width }) => { this.savedViews?.drawn(field, width); });
    grid.on("sort", ({ field }) => { this.sortBy(field); });
    return grid;
  }

  /** Fetch what is new, and put it where it belongs without moving what the person looks at. */
  async load(): Promise<void> {
    try {
      const absorbed = await this.desk.refresh();
      clearNotice("load");
      if (this.isLoaded) this.absorb(absorbed);
      else this.loaded();
      void this.drawer.follow();
    } catch (error) {
      const signedOut = error instanceof Refused && (error.status === 401 || error.status === 403);
      const retry = { label: t("Try again"), run: () => void this.load() };
      const text = signedOut ? t("You are signed out.") : t("The orders can't be fetched. What you see may be old.");
      showNotice("load", text, signedOut ? { label: t("Sign in"), run: () => { location.reload(); } } : retry, true);
      this.grid?.setLoading(false);
    }
  }

  private loaded(): void {
    if (this.editable.size) {
      for (const { id, field, mark } of this.refusals.read()) if (this.desk.lines.has(id)) this.marks.set(id, field, mark, true);
      for (const [id, kept] of this.queue.restore()) {
        for (const [field, edit] of Object.entries(kept.fields)) this.desk.write(id, field, edit.mine);
      }
    }
    this.isLoaded = true;
    this.arrange();
    this.saveState.refresh();
    markReady();
    document.documentElement.dataset["ready"] = "orders";
  }

  private absorb({ changed, regrouped }: Absorbed): void {
    if (regrouped) this.arrange();
    else this.redraw(changed.map((line) => line.id));
    this.count();
  }

  private arranged(): Line[] {
    return shown(this.desk.lines.values(), this.chips.filter, this.chips.search, this.layout.sort);
  }

  /** Choose and sort the lines anew: only when the person asks, or lines came or went. */
  private arrange(): void {
    if (!this.isLoaded) return;
    const lines = this.arranged();
    this.surface();
    if (PHONE.matches) this.cards?.show(lines);
    else this.grid?.setRows(lines);
    this.count(lines.length);
  }

  private count(shownNow = this.shownCount): void {
    this.shownCount = shownNow;
    this.chips.count(counts(this.desk.lines.values()), shownNow);
  }

  private sortBy(field: string): void {
    this.layout.sortBy(field);
    this.arrange();
  }

  private redraw(ids: number[]): void {
    const lines = ids.map((id) => this.desk.lines.get(id)).filter((line) => line !== undefined);
    if (PHONE.matches) for (const line of lines) this.cards?.redraw(line);
    else this.grid?.updateRows(lines);
  }

  /** A plan is here: what it says holds again, once it covers every change. */
  private planned(waiting: number): void {
    if (waiting > 0 || this.unplanned.size === 0) return;
    this.unplanned.clear();
    this.grid?.refresh();
  }

  /** `old` and `version` are what the person saw; the version is the present one where nothing was typed over time. */
  private put(id: number, field: string, old: CellValue, mine: CellValue, version?: number): void {
    const line = this.desk.lines.get(id);
    if (!line) return;
    if (field !== "note") this.unplanned.add(id);
    this.desk.derive(line);
    this.queue.put(id, field, old, mine, version ?? line.version);
  }

  /** An edit that was made outside of the grid. */
  private readonly wrote: Edited = (id, field, old, mine, version) => {
    this.desk.write(id, field, mine);
    this.put(id, field, old, mine, version);
    this.queue.settle();
  };

  private edited({ changes, rejected, source, step, asked }: EditEvent): void {
    for (const { rowId, field, old, new: mine } of changes) {
      const seen = source === "typed" ? this.sight.ended(Number(rowId), field) : undefined;
      this.put(Number(rowId), field, old, mine, seen);
    }
    this.queue.settle();
    this.redraw([...new Set(changes.map((change) => Number(change.rowId)))]);
    this.steps.took(source, step);
    this.waits.again();
    if (asked) void this.withdrawing.takeBack(asked);
    this.saveState.refresh();
    if ((source === "undo" || source === "redo") && rejected.length > 0) notUndone(rejected.length);
    if (source === "undo" || source === "redo" || changes.length + rejected.length < 2) return;
    this.steps.tell(outcome(changes, rejected.length, changes.filter((change) => this.grid?.remark(change)).length), step);
  }

  private selected(event: SelectEvent): void {
    const { statistics, active, rowIds } = event;
    this.bulk.selected(event);
    need("selection-figures").replaceChildren(...(statistics.count > 1 ? figures(statistics) : []));
    this.saveState.refresh();
    if (active && rowIds.length === 1) void this.drawer.follow(Number(active.rowId));
  }
}

function need(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}
