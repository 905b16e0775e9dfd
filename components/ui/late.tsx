"use client";

import { type ComponentType, type ReactNode, useSyncExternalStore } from "react";

interface Loaded<Props> {
  Component?: ComponentType<Props>;
  error?: unknown;
}

/**
 * A component whose code comes when it is first shown; until then `waiting` stands in its place,
 * also in what the server sends. When the code cannot be had, the nearest error boundary shows,
 * and to mount it again asks again.
 *
 * Not `next/dynamic`: that waits by Suspense, and React holds back what Suspense has waited for
 * until the fallback has been seen for 300 ms. In the version pinned here it does not rest in that
 * time but renders the same tree over and over: the timeline 35 to 70 times, 250 ms of script.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): ComponentType<Props> {
  const nothing: Loaded<Props> = {};
  let state = nothing;
  let isAsked = false;
  const listeners = new Set<() => void>();
  const become = (next: Loaded<Props>) => {
    state = next;
    for (const tell of listeners) tell();
  };
  const ask = () => {
    if (isAsked || typeof window === "undefined") return;
    isAsked = true;
    load().then(
      (Component) => become({ Component }),
      (error) => become({ error }),
    );
  };
  const subscribe = (tell: () => void) => {
    listeners.add(tell);
    return () => {
      listeners.delete(tell);
      if (listeners.size > 0 || !state.error) return;
      state = nothing;
      isAsked = false;
    };
  };
  return function Late(props: Props) {
    ask();
    const { Component, error } = useSyncExternalStore(
      subscribe,
      () => state,
      () => nothing,
    );
    if (error) throw error;
    return Component ? <Component {...props} /> : waiting;
  };
}
