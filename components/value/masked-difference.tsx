import { Equal, Minus, PencilLine, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { Table, Td, Th } from "@/components/ui/table";
import type { KeyDifference, MaskedComparison } from "@/lib/domain/value-comparison";

const states: Record<KeyDifference["state"], { tone: Tone; Icon: typeof Equal }> = {
  same: { tone: "quiet", Icon: Equal },
  changed: { tone: "warn", Icon: PencilLine },
  added: { tone: "ok", Icon: Plus },
  removed: { tone: "bad", Icon: Minus },
};

/** What differs between two values, per key, without either. `action` may add a cell to a row. */
export function MaskedDifference({
  comparison,
  names,
  action,
}: {
  comparison: MaskedComparison;
  /** What the two are called in the column heads. */
  names: [before: string, after: string];
  action?: (key: string | undefined, state: KeyDifference["state"]) => ReactNode;
}) {
  const { keys } = comparison;
  const whole = comparison.isSame ? "same" : "changed";
  return (
    <div className="flex flex-col gap-2">
      <p className="text-table">{sentenceOf(comparison)}</p>
      <Table caption="What differs, without the values">
        <thead>
          <tr>
            <Th>Key</Th>
            <Th>State</Th>
            <Th>{names[0]}</Th>
            <Th>{names[1]}</Th>
            {action && (
              <Th>
                <span className="sr-only">In clear</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {keys ? (
            keys.map(({ key, state, before, after }) => (
              <tr key={key}>
                <th
                  scope="row"
                  className="break-names border-t px-3 py-1.5 pl-4 text-left font-normal"
                >
                  <code translate="no" className="font-mono text-[12.5px]">
                    {key}
                  </code>
                </th>
                <Td>
                  <State state={state} />
                </Td>
                <Td>{factsWords(before)}</Td>
                <Td>{factsWords(after)}</Td>
                {action && <Td>{action(key, state)}</Td>}
              </tr>
            ))
          ) : (
            <tr>
              <th scope="row" className="border-t px-3 py-1.5 pl-4 text-left font-normal">
                the whole value
              </th>
              <Td>
                <State state={whole} />
              </Td>
              <Td>{sideWords(comparison.before)}</Td>
              <Td>{sideWords(comparison.after)}</Td>
              {action && <Td>{action(undefined, whole)}</Td>}
            </tr>
          )}
        </tbody>
      </Table>
    </div>
  );
}

function State({ state }: { state: KeyDifference["state"] }) {
  const { tone, Icon } = states[state];
  return (
    <Badge tone={tone} icon={false}>
      <span className="inline-flex items-center gap-1">
        <Icon aria-hidden size={11} strokeWidth={2.25} />
        {state}
      </span>
    </Badge>
  );
}

function sentenceOf({ isSame, keys }: MaskedComparison): string {
  if (isSame) return "The two are the same, byte for byte.";
  if (!keys) return "The two differ.";
  const differing = keys.filter(({ state }) => state !== "same").length;
  if (differing === 0)
    return "Every key holds the same; only blanks, order or escapes of the text differ.";
  return `${differing} of ${keys.length} ${keys.length === 1 ? "key differs" : "keys differ"}.`;
}

function factsWords(facts: KeyDifference["before"]): ReactNode {
  if (!facts) return <span className="text-ink-3">not there</span>;
  const { type, length } = facts;
  return `${type}, ${length === "empty" ? "empty" : `${length.replace("-", "–")} characters`}`;
}

const kinds = {
  "key-value": "keys and values",
  json: "JSON without keys",
  text: "plain text",
  binary: "binary",
};

function sideWords({ kind, bytes }: MaskedComparison["before"]): string {
  return `${kinds[kind]}, ${bytes} bytes`;
}
