"use client";

import Link from "next/link";
import { writeAddress } from "@/components/inventory/address";
import { Badge, type Tone } from "@/components/ui/badge";
import { MomentCell, useZoneName } from "@/components/ui/date";
import { formatCount } from "@/components/ui/money";
import { Table, Td, Th } from "@/components/ui/table";
import type { PlaceProgress } from "@/lib/domain/inventory";

const states: Record<PlaceProgress["state"], { tone: Tone; word: string }> = {
  waiting: { tone: "quiet", word: "waiting" },
  listing: { tone: "info", word: "listing" },
  verifying: { tone: "info", word: "verifying" },
  listed: { tone: "ok", word: "listed" },
  failed: { tone: "bad", word: "did not answer" },
};

/** Every configured account and Region: how it answered, when, and what it holds. */
export function Places({ places }: { places: readonly PlaceProgress[] }) {
  const zone = useZoneName();
  return (
    <Table caption="Accounts and Regions">
      <thead>
        <tr>
          <Th>Account</Th>
          <Th>Region</Th>
          <Th>State</Th>
          <Th number>Secrets</Th>
          <Th number>Listed, {zone}</Th>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => {
          const { tone, word } = states[place.state];
          const q = `account:${place.accountId} region:${place.region}`;
          return (
            <tr key={`${place.accountId} ${place.region}`}>
              <Td>
                {place.accountName}
                <code className="ml-2 font-mono text-caption text-ink-3 max-cards:hidden">
                  {place.accountId}
                </code>
              </Td>
              <th scope="row" className="border-t px-3 font-normal">
                <Link
                  href={writeAddress({ q, sort: "name", order: "asc" })}
                  className="inline-flex min-h-6 items-center rounded-control text-accent hover:underline"
                >
                  {place.region}
                  <span className="sr-only"> in {place.accountName}</span>
                </Link>
              </th>
              <Td>
                <Badge tone={tone} failed={place.state === "failed"}>
                  {word}
                </Badge>
              </Td>
              <Td number>
                {place.state === "failed" && place.count > 0 && (
                  <span className="text-ink-3">at least </span>
                )}
                {place.state === "failed" && place.count === 0 ? (
                  <span className="text-ink-3">not known</span>
                ) : (
                  formatCount(place.count)
                )}
              </Td>
              <Td number>
                {place.listedAt ? (
                  <MomentCell at={place.listedAt} />
                ) : (
                  <span className="text-ink-3">–</span>
                )}
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
