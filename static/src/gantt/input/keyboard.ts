/** Keys of the Gantt: what each means, told to who does it. */

import { letterKeysAreOn } from "../../shell/keys";
import { isWay, type Way } from "../model/walk";

export interface KeyActions {
  /** `isMore`: what is come to is chosen together with what was. */
  walk(way: Way, isMore: boolean): void;
  /** Calendar days. */
  move(days: number): void;
  reroute(by: 1 | -1): void;
  /** All of the row on which the keys stand. */
  chooseRow(): void;
  lock(): void;
  details(): void;
  leave(): void;
  undo(): void;
  redo(): void;
}

const A_WEEK = 7;

/** Returns whether the key was one of ours. */
export function press(event: KeyboardEvent, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey) return withControl(event, actions);
  if (event.altKey) return alt(event, actions);
  if (isWay(event.key)) actions.walk(event.key, event.shiftKey);
  else if (event.key === "Enter") actions.details();
  else if (event.key === "Escape") actions.leave();
  else if (event.key.toLowerCase() === "l" && letterKeysAreOn()) actions.lock();
  else return false;
  return true;
}

function withControl(event: KeyboardEvent, actions: KeyActions): boolean {
  const letter = event.altKey ? "" : event.key.toLowerCase();
  if (letter === "a") actions.chooseRow();
  else if (letter === "y" || (letter === "z" && event.shiftKey)) actions.redo();
  else if (letter === "z") actions.undo();
  else return false;
  return true;
}

function alt({ key, shiftKey }: KeyboardEvent, actions: KeyActions): boolean {
  const days = shiftKey ? A_WEEK : 1;
  if (key === "ArrowLeft") actions.move(-days);
  else if (key === "ArrowRight") actions.move(days);
  else if (key === "ArrowUp") actions.reroute(-1);
  else if (key === "ArrowDown") actions.reroute(1);
  else return false;
  return true;
}
