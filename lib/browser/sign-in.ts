/**
 * Starts a sign-in at the OpenID provider. With `again` the provider must ask for the person anew,
 * which is the proof that a reveal or a write needs. Posts and then navigates, because a plain form
 * that ends at another origin is what `form-action 'self'` forbids.
 * Leaves the page; rejects if the console does not answer.
 */
export async function startSignIn(callbackUrl: string, again = false): Promise<void> {
  const extra = again ? "?prompt=login&max_age=0" : "";
  window.location.assign(await postForAddress(`signin/oidc${extra}`, { callbackUrl }));
}

/**
 * Signs out on this browser: the server ends the session and has the browser clear what it
 * stored, and the provider is asked to end its own session if it offers that. Leaves the page.
 */
export async function signOutHere(): Promise<void> {
  const address = await postForAddress("signout", { callbackUrl: "/sign-in" }).catch(() => null);
  window.location.assign(address ?? "/sign-in?signed-out=1");
}

/** Posts to the sign-in routes, which answer where to go next. */
async function postForAddress(path: string, form: Record<string, string>): Promise<string> {
  const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...form, csrfToken, json: "true" }),
  });
  const { url } = (await response.json()) as { url: string };
  return url;
}
