"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { inputClass } from "@/components/ui/field";
import { announce } from "@/components/ui/status";
import { readOptions } from "@/lib/browser/read";
import type { InventoryAddress } from "./address";

/**
 * Jumps to the first name that is not before the typed one, since the browser's own search cannot
 * see rows that are not drawn. Asks for one row at a time, as one looks a word up in a dictionary:
 * some twenty small questions for half a million rows.
 */
export function GoToName({
  address,
  count,
  onFound,
}: {
  address: InventoryAddress;
  count: number;
  onFound: (index: number) => void;
}) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [isLooking, setLooking] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim() || isLooking) return;
    setLooking(true);
    try {
      onFound(await findName(name.trim().toLowerCase()));
    } catch {
      announce("The place of that name could not be found just now.");
    } finally {
      setLooking(false);
    }
  };
  const findName = async (wanted: string): Promise<number> => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const input = {
        q: address.q,
        sort: address.sort,
        order: address.order,
        offset: middle,
        limit: 1,
      };
      const options = { ...readOptions("inventory", input), gcTime: 0 };
      const row = (await client.fetchQuery(options)).rows[0];
      const isBefore = row !== undefined && row.name.toLowerCase() < wanted;
      if (isBefore === (address.order === "asc")) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, count - 1);
  };
  return (
    <form onSubmit={submit} className="w-40 max-cards:hidden">
      <input
        aria-label="Go to the name"
        placeholder={isLooking ? "Looking…" : "Go to name"}
        value={name}
        onChange={(event) => setName(event.target.value)}
        className={inputClass}
      />
    </form>
  );
}
