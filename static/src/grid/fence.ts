/** A vertical line in a column, with a label in the header; the short one where it is narrow. */
export interface Fence {
  /** Share of the column's width: 1 is its right edge. */
  readonly at: number;
  readonly line: "solid" | "dashed";
  readonly label: string;
  readonly short: string;
  /** What it means, told under the pointer on the header. */
  readonly title: string;
}
