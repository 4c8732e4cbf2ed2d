/**
 * The height that rows are fitted into: the most there has been in a window of this size. What opens above or below the
 * chart for a while takes none of it, so that no row shrinks and no name goes while somebody works there. Pure.
 */
export class FitRoom {
  private windowSize = "";
  private height = 0;

  get px(): number {
    return this.height;
  }

  /** `px`: of the part that shows rows now. Returns whether rows are to be fitted anew. */
  measure(px: number, windowSize: string): boolean {
    const before = this.height;
    this.height = windowSize === this.windowSize ? Math.max(before, px) : px;
    this.windowSize = windowSize;
    return this.height !== before;
  }
}
