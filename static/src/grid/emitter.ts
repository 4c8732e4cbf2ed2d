import type { GridEvents } from "./types";

type Listener<K extends keyof GridEvents> = (detail: GridEvents[K]) => void;

export class Emitter {
  private readonly listeners: { [K in keyof GridEvents]?: Set<Listener<K>> } = {};

  on<K extends keyof GridEvents>(event: K, listener: Listener<K>): () => void {
    const set: Set<Listener<K>> = (this.listeners[event] as Set<Listener<K>> | undefined) ?? new Set<Listener<K>>();
    (this.listeners as Record<K, Set<Listener<K>>>)[event] = set;
    set.add(listener);
    return () => set.delete(listener);
  }

  emit<K extends keyof GridEvents>(event: K, detail: GridEvents[K]): void {
    for (const listener of this.listeners[event] ?? []) listener(detail);
  }
}
