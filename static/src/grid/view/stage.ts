import type { GridModel } from "../model/model";
import { Geometry } from "./geometry";
import { type Overlay, Painter } from "./painter";
import { Pen } from "./pen";
import { adoptStyles } from "./styles";
import { readTheme, watchTheme } from "./theme";

export interface StageEvents {
  /** Called before drawing; geometry is up to date. */
  readonly overlay: () => Overlay;
  /** Called after each frame. `scrolled`: only the offset has changed since the last one. */
  readonly drawn: (scrolled: boolean) => void;
}

/**
 * The DOM around the canvas. The scroller is a real one, so wheel, touch and scroll bars are the browser's;
 * the stage sticks to its corner and the sizer inside it has the size of the whole table.
 */
export class Stage {
  readonly root = element("div", "lg");
  readonly scroller = element("div", "lg-scroll");
  readonly element = element("div", "lg-stage");
  readonly geometry: Geometry;
  readonly pen: Pen;
  private readonly sizer = element("div", "lg-sizer");
  private readonly canvas = element("canvas", "lg-canvas");
  private readonly painter: Painter;
  private readonly remeasure = (): void => this.measure();
  private readonly resized = new ResizeObserver(this.remeasure);
  private readonly unwatch: () => void;
  private frame = 0;
  private onlyScrolled = true;
  /** Null: the page's density decides. */
  private ownRowHeight: number | null = null;

  constructor(host: HTMLElement, private readonly model: GridModel, private readonly events: StageEvents) {
    adoptStyles();
    this.geometry = new Geometry(model);
    this.canvas.setAttribute("aria-hidden", "true");
    this.element.append(this.canvas);
    this.sizer.append(this.element);
    this.scroller.append(this.sizer);
    this.root.append(this.scroller);
    host.append(this.root);
    const context = this.canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser cannot draw on a canvas.");
    this.pen = new Pen(context, readTheme(this.root));
    this.painter = new Painter(this.pen, model, this.geometry);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.unwatch = watchTheme(() => this.restyle());
  }

  /** First frame: once everything that `drawn` speaks to has been put in. */
  start(): void {
    this.restyle();
    this.resized.observe(this.root);
    // Zoom and a move to another monitor change the pixel ratio, not always the size.
    window.addEventListener("resize", this.remeasure);
  }

  setRowHeight(height: number): void {
    this.ownRowHeight = height;
    if (this.geometry.width > 0) this.restyle();
  }

  /** Sizes follow rows and columns; call after either has changed. */
  measure(): void {
    const { geometry, element, sizer, scroller, canvas, pen } = this;
    this.model.columns.fit(scroller.clientWidth || Infinity);
    sizer.style.width = `${geometry.contentWidth}px`;
    sizer.style.height = `${geometry.contentHeight}px`;
    geometry.width = scroller.clientWidth;
    geometry.height = scroller.clientHeight;
    element.style.width = `${geometry.width}px`;
    element.style.height = `${geometry.height}px`;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(geometry.width * ratio), Math.round(geometry.height * ratio)];
    if (canvas.width !== width || canvas.height !== height || pen.ratio !== ratio) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${geometry.width}px`;
      canvas.style.height = `${geometry.height}px`;
      pen.context.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.reset(pen.theme, ratio);
      // Resizing empties the canvas: waiting for the next frame would show a blank one.
      this.readOffsets();
      this.onlyScrolled = false;
      this.drawNow();
    }
    this.redraw();
  }

  scrollTo(left: number, top: number): void {
    if (left === this.scroller.scrollLeft && top === this.scroller.scrollTop) return;
    this.scroller.scrollTo({ left, top, behavior: "instant" });
    this.readOffsets();
    this.redraw();
  }

  redraw(): void {
    this.onlyScrolled = false;
    this.schedule();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.resized.disconnect();
    window.removeEventListener("resize", this.remeasure);
    this.unwatch();
    this.root.remove();
  }

  private restyle(): void {
    const theme = readTheme(this.root);
    this.geometry.rowHeight = this.ownRowHeight ?? theme.rowHeight;
    this.pen.reset(theme, this.pen.ratio);
    this.measure();
  }

  private scrolled(): void {
    this.readOffsets();
    this.schedule();
  }

  private readOffsets(): void {
    this.geometry.scrollLeft = this.pen.snap(Math.max(0, this.scroller.scrollLeft));
    this.geometry.scrollTop = this.pen.snap(Math.max(0, this.scroller.scrollTop));
  }

  private schedule(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.drawNow();
    });
  }

  private drawNow(): void {
    if (this.geometry.width <= 0 || this.geometry.height <= 0) return;
    const scrolled = this.onlyScrolled;
    this.onlyScrolled = true;
    this.painter.paint(this.events.overlay(), scrolled);
    this.events.drawn(scrolled);
  }
}

export function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
