"use client";

import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { type CommandGroup, CommandList } from "@/components/ui/command-list";
import { countOf } from "@/components/ui/money";
import { useRead } from "@/lib/browser/read";
import { pages } from "./pages";

/** Jumps to any secret or page by a part of its name, or to a secret by its ARN. */
export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const q = useDeferredValue(query.trim());
  const found = useRead("find", { q }, { enabled: q.length > 0 });
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  const groups = q
    ? [secretGroup(found.data?.hits ?? [], go), pageGroup(q, go)]
    : [pageGroup(q, go)];
  return (
    <CommandList
      title="Find a secret or a page"
      placeholder="Part of a name, an ARN, or a page"
      query={query}
      onQuery={setQuery}
      groups={groups.filter(({ items }) => items.length)}
      says={words(q, found)}
      onClose={onClose}
    />
  );
}

type Found = ReturnType<typeof useRead<"find">>;

function words(q: string, { data, error, isFetching }: Found): string {
  if (!q) return "Names match any part, in upper or lower case.";
  if (error) return error.failure.says;
  if (!data || isFetching) return "Looking…";
  const still = data.isPartial ? " Some Regions have not answered yet." : "";
  if (!data.hits.length) return `No secret matches “${q}”.${still}`;
  const first = data.hits.length >= 20 ? "The first " : "";
  return `${first}${countOf(data.hits.length, "secret")}. Enter opens.${still}`;
}

function secretGroup(
  hits: NonNullable<Found["data"]>["hits"],
  go: (href: string) => void,
): CommandGroup {
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
