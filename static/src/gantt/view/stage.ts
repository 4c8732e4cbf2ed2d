/**
 * The DOM around the two canvases. The scroller is a real one, so wheel, touch and scroll bars are the browser's; the
 * stage sticks to its corner. The scroller is what has the focus: a grid to a screen reader (a11y/mirror.ts).
 */

import { Pen } from "../../grid/view/pen";
import { readTheme, watchTheme } from "../../grid/view/theme";
import { make } from "../../master-schedule/dom";
import type { LoadColumn } from "../model/center-load";
import { FitRoom } from "../model/fit-room";
import { LoadPainter } from "./load";
import { Painter } from "./painter";
import { HEADER_PX, LEFT_NARROW_PX, LEFT_PX, LOAD_PX, type Port, type Scene } from "./scene";

const NARROW_PX = 900;

export interface StageEvents {
  drawn(): void;
  /** There is more or less room to fit rows into than before. */
  resized(): void;
}

interface Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly pen: Pen;
}

export class Stage {
  readonly scroller = make("div", "gantt-scroll");
  readonly element = make("div", "gantt-stage");
  private readonly sizer = make("div", "gantt-sizer");
  private readonly below = make("div", "gantt-load");
  private readonly bars: Sheet;
  private readonly load: Sheet;
  private readonly painter: Painter;
  private readonly loadPainter: LoadPainter;
  private frame = 0;
  private readonly fitRoom = new FitRoom();
  private content = { width: 0, height: 0 };

  constructor(host: HTMLElement, private readonly scene: () => Scene | null, private readonly columns: () => readonly LoadColumn[], private readonly events: StageEvents) {
    this.bars = sheet(this.element);
    this.load = sheet(this.below);
    this.painter = new Painter(this.bars.pen);
    this.loadPainter = new LoadPainter(this.load.pen);
    for (const part of [this.sizer, this.element]) part.setAttribute("role", "presentation");
    this.sizer.append(this.element);
    this.scroller.append(this.sizer);
    this.scroller.tabIndex = 0;
    host.append(this.scroller, this.below);
    this.scroller.addEventListener("scroll", () => { this.redraw(); }, { passive: true });
    this.scroller.addEventListener("focus", () => { this.redraw(); });
    this.scroller.addEventListener("blur", () => { this.redraw(); });
    new ResizeObserver(() => {
      this.measure();
      // What stands above the chart takes its height with the first plan: rooms before that are none.
      if (this.scene() && this.measureRoom()) events.resized();
    }).observe(host);
    watchTheme(() => { this.measure(); });
  }

  /** What the bar under the pointer is. */
  hint(text: string): void {
    if (this.bars.canvas.title !== text) this.bars.canvas.title = text;
  }

  get left(): number {
    return this.scroller.clientWidth < NARROW_PX ? LEFT_NARROW_PX : LEFT_PX;
  }

  /** That the density asks for. */
  get rowHeight(): number {
    return this.bars.pen.theme.rowHeight;
  }

  /** Width of the part that shows days. */
  get room(): number {
    return Math.max(0, this.scroller.clientWidth - this.left);
  }

  /** Height that rows are fitted into. */
  get roomDown(): number {
    this.measureRoom();
    return this.fitRoom.px;
  }

  private measureRoom(): boolean {
    return this.fitRoom.measure(Math.max(0, this.scroller.clientHeight - HEADER_PX), `${String(window.innerWidth)} ${String(window.innerHeight)}`);
  }

  resize(width: number, height: number): void {
    this.content = { width, height };
    this.measure();
  }

  measure(): void {
    const { scroller, sizer, element } = this;
    sizer.style.width = `${String(this.left + this.content.width)}px`;
    sizer.style.height = `${String(HEADER_PX + this.content.height)}px`;
    const [width, height] = [scroller.clientWidth, scroller.clientHeight];
    element.style.width = `${String(width)}px`;
    element.style.height = `${String(height)}px`;
    fit(this.bars, width, height, readTheme(scroller));
    fit(this.load, width, LOAD_PX, readTheme(scroller));
    this.redraw();
  }

  redraw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const scene = this.scene();
    const { scroller, left } = this;
    if (!scene || scroller.clientWidth === 0) return;
    const port: Port = {
      theme: this.bars.pen.theme, left, width: scroller.clientWidth, height: scroller.clientHeight,
      scrollLeft: Math.max(0, scroller.scrollLeft), scrollTop: Math.max(0, scroller.scrollTop),
    };
    this.painter.paint(scene, port);
    this.loadPainter.paint(scene, this.columns(), { ...port, height: LOAD_PX });
    this.events.drawn();
  }

  /** Scrolls as little as shows a place of the content whole. */
  show(x: number, y: number, width: number, height: number): void {
    const { scroller } = this;
    const top = within(scroller.scrollTop, y, height, scroller.clientHeight - HEADER_PX);
    const margin = Math.min(40, this.room / 4);
    const left = within(scroller.scrollLeft, x - margin, Math.min(width + 2 * margin, this.room), this.room);
    scroller.scrollTo({ left, top, behavior: "instant" });
    this.redraw();
  }
}

function within(scroll: number, from: number, length: number, room: number): number {
  if (from < scroll) return Math.max(0, from);
  return from + length > scroll + room ? from + length - room : scroll;
}

function sheet(host: HTMLElement): Sheet {
  const canvas = make("canvas", "gantt-canvas");
  canvas.setAttribute("aria-hidden", "true");
  host.append(canvas);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  return { canvas, pen: new Pen(context, readTheme(document.documentElement)) };
}

function fit({ canvas, pen }: Sheet, width: number, height: number, theme: Pen["theme"]): void {
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${String(width)}px`;
    canvas.style.height = `${String(height)}px`;
  }
  pen.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.reset(theme, ratio);
}
