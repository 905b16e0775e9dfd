"use client";

import { useRouter } from "next/navigation";
import { useDeferredValue, useEffect, useEffectEvent, useState } from "react";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { type CommandGroup, CommandList } from "@/components/ui/command-list";
import { countOf } from "@/components/ui/money";
import { useRead } from "@/lib/browser/read";
import type { FailureView } from "@/lib/domain/failure";
import { FOUND_MAX, type FoundSecret, type FoundSecrets } from "@/lib/domain/inventory-find";
import { pages } from "./pages";

/**
 * Jumps to any secret or page by a part of its name, or to a secret by its ARN. What is listed
 * always fits what stands in the field, so that Enter opens nothing that was meant a key ago; Enter
 * before anything is found opens the first that is.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [awaited, setAwaited] = useState<string>();
  const q = query.trim();
  const found = useFound(q);
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  const pageItems = pageGroup(q, go);
  const groups = q ? [secretGroup(found.hits, go), pageItems] : [pageItems];
  const mayFind = found.isLooking || (found.data?.isListing ?? false);
  const isAwaited = awaited === q && mayFind;
  const first = awaited === q && !found.isLooking ? found.hits[0] : undefined;
  const opensFirst = useEffectEvent((arn: string) => go(secretHref(arn)));
  useEffect(() => {
    if (first) opensFirst(first.arn);
  }, [first]);
  return (
    <CommandList
      title="Find a secret or a page"
      placeholder="Part of a name, an ARN, or a page"
      query={query}
      onQuery={setQuery}
      groups={groups.filter(({ items }) => items.length)}
      says={isAwaited ? "Looking… The first that is found opens." : words(q, found)}
      onEnterWithoutItem={() => setAwaited(mayFind ? q : undefined)}
      onClose={onClose}
    />
  );
}

interface Found {
  /** Those that fit what is typed now, whether or not the answer to it is here already. */
  hits: readonly FoundSecret[];
  data: FoundSecrets | undefined;
  failure: FailureView | undefined;
  /** True until the answer to what is typed now is here. */
  isLooking: boolean;
}

function useFound(q: string): Found {
  const asked = useDeferredValue(q);
  const { data, error, isPlaceholderData } = useRead(
    "find",
    { q: asked },
    { enabled: asked !== "" },
  );
  const isHere = data !== undefined || error !== null;
  const isAnswered = asked === q && !isPlaceholderData && isHere;
  const hits = data?.hits ?? [];
  const typed = q.toLowerCase();
  return {
    hits: isAnswered ? hits : hits.filter(({ name }) => name.toLowerCase().includes(typed)),
    data,
    failure: error?.failure,
    isLooking: q !== "" && !isAnswered,
  };
}

function words(q: string, { data, failure, isLooking }: Found): string {
  if (!q) return "Names match any part, in upper or lower case.";
  if (failure) return failure.says;
  if (!data || isLooking) return "Looking…";
  const still = data.isPartial ? " Some Regions have not answered yet." : "";
  if (!data.hits.length) return `No secret matches “${q}”.${still}`;
  const first = data.hits.length >= FOUND_MAX ? "The first " : "";
  return `${first}${countOf(data.hits.length, "secret")}. Enter opens.${still}`;
}

function secretGroup(hits: readonly FoundSecret[], go: (href: string) => void): CommandGroup {
  return {
    value: "Secrets",
    items: hits.map((hit) => ({
      id: hit.arn,
      label: `${hit.name}, ${hit.accountName}, ${hit.region}`,
      shows: (
        <>
          <SecretName name={hit.name} truncate />
          <span className="ml-auto shrink-0 text-caption text-ink-3">
            {hit.accountName} · {hit.region}
          </span>
        </>
      ),
      run: () => go(secretHref(hit.arn)),
    })),
  };
}

function pageGroup(q: string, go: (href: string) => void): CommandGroup {
  return {
    value: "Pages",
    items: pages
      .filter(({ says }) => says.toLowerCase().includes(q.toLowerCase()))
      .map(({ href, says, Icon }) => ({
        id: href,
        label: says,
        shows: (
          <>
            <Icon aria-hidden size={14} className="text-ink-3" />
            {says}
          </>
        ),
        run: () => go(href),
      })),
  };
}
