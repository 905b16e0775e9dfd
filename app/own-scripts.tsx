/**
 * Turbopack loads the later parts of a page by writing plain addresses into script elements, which
 * the page's Trusted Types policy refuses. This lets exactly those through: scripts of our own
 * build. It stands inline and first, since a file of its own could arrive too late. For the same
 * reason it tells zod here not to try whether it may compile code: the policy would report that.
 *
 * `$RT` is where React notes when it last showed something that was streamed; it holds back the
 * next for 300 ms, so that fallbacks do not flicker. Ours show themselves late (`appear-late`)
 * instead, and what AWS has answered is not kept from anybody: the note is not taken.
 */
const policy = `globalThis.__zod_globalConfig={jitless:true};
window.trustedTypes?.createPolicy("default",{createScriptURL(given){
const url=new URL(given,location.origin);
return url.origin===location.origin&&url.pathname.startsWith("/_next/static/")?given:undefined}});
Object.defineProperty(globalThis,"$RT",{get(){},set(){}})`;

/** To be the first element of every page's head. */
export function OwnScripts({ nonce }: { nonce: string | undefined }) {
  return (
    <script
      nonce={nonce}
      // The browser hides a nonce from scripts, so React would miss it.
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this file, no input
      dangerouslySetInnerHTML={{ __html: policy }}
    />
  );
}
