/**
 * Runs `act` once the server has sent the whole page. A context that changes before makes React
 * draw anew what is still on its way, and the server's copy of it then stays behind, hidden.
 * Answers how to call it off.
 */
export function whenWhole(act: () => void): () => void {
  if (document.readyState === "complete") {
    act();
    return () => undefined;
  }
  window.addEventListener("load", act, { once: true });
  return () => window.removeEventListener("load", act);
}
