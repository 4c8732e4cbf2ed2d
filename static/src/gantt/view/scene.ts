/** What is drawn: a layout, what is chosen and dragged, and where the window stands. */

import type { Theme } from "../../grid/view/theme";
import type { GanttPlan } from "../data";
import type { Used } from "../model/center-load";
import type { Layout } from "../model/layout";
import type { Scale } from "../model/scale";
import type { Lasso } from "../model/selection";
import type { Bar, World } from "../model/world";

export const HEADER_PX = 44;
export const LEFT_PX = 184;
/** Where the page is narrow. */
export const LEFT_NARROW_PX = 112;
export const LOAD_PX = 132;

export interface Dragged {
  readonly bar: Bar;
  /** Pixels that the bar is away from its place, and the row under the pointer. */
  readonly dx: number;
  readonly center: number;
  readonly eligible: ReadonlySet<number>;
  readonly isAllowed: boolean;
}

export interface Scene {
  readonly plan: GanttPlan;
  readonly world: World;
  readonly layout: Layout;
  readonly scale: Scale;
  readonly active: string | null;
  /** Ids of all that are chosen, the active one included. */
  readonly selected: ReadonlySet<string>;
  readonly lasso: Lasso | null;
  /** Where a proposal would have bars. */
  readonly proposed: readonly Bar[];
  readonly hasFocus: boolean;
  /** Keys of the lots of the active one's chain. */
  readonly chain: ReadonlySet<string>;
  /** The person chose it: what is not of the chain steps back. */
  readonly isChosen: boolean;
  readonly links: readonly (readonly [component: string, taker: string])[];
  readonly dragged: Dragged | null;
  /** Place of the work centre whose load stands below. */
  readonly center: number;
  /** Load against what is available, by place of the work centre. */
  readonly used: readonly (Used | null)[];
}

export interface Port {
  readonly theme: Theme;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly scrollLeft: number;
  readonly scrollTop: number;
}
