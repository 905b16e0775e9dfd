import { formatUsd } from "@/components/ui/money";
import type { SecretDetail } from "@/lib/domain/secret";

/** What a person may do to the replicas of a secret. */
export type ReplicaAct =
  | { do: "add"; regions: readonly string[] }
  | { do: "retry"; region: string; kmsKeyId?: string }
  | { do: "promote"; region: string }
  | { do: "remove"; region: string };

/** What a replica costs: as much as a secret; in words where no price is known. */
export function replicaPrice({ monthlyUsd }: SecretDetail): string {
  return monthlyUsd ? `${formatUsd(monthlyUsd)} a month` : "AWS’s price of a secret";
}

/** What the act is called, and what it does to cost and to readers (facts 2.3, 2.5). */
export function replicaWords(act: ReplicaAct, secret: SecretDetail, region: string) {
  const price = replicaPrice(secret);
  switch (act.do) {
    case "add":
      return {
        title: "Add a replica?",
        button: `Replicate to ${region}`,
        isDangerous: false,
        notes: [
          `It costs ${price} more, and each read there is a call like any other.`,
          "Readers in that Region get the same value and labels; rotation goes on in the primary alone.",
          "Under a customer key AWS must decrypt the value here and encrypt it there: your role needs both keys.",
          "AWS answers at once and copies then. Whether it worked shows in the replica’s state, with AWS’s reason.",
        ],
      };
    case "retry":
      return {
        title: `Copy to ${region} again?`,
        button: `Replicate to ${region} again`,
        isDangerous: false,
        notes: [
          "AWS has one call for a new try and for another key: it copies afresh under the key named here.",
          "Readers there keep what they have until the copy is done. The cost stays the same.",
        ],
      };
    case "promote":
      return {
        title: `Make the replica in ${region} a secret of its own?`,
        button: `Promote ${region}`,
        isDangerous: true,
        notes: [
          "It follows the primary no longer: new values and rotations here do not reach it. There is no way back but to delete it and replicate anew.",
          "Readers there notice nothing now. From the next change on they get another value than readers here.",
          "It has no rotation of its own until you set one up there.",
          `The cost stays the same: ${price} for a secret instead of for a replica.`,
        ],
      };
    case "remove":
      return {
        title: `Remove the replica in ${region}?`,
        button: `Remove ${region}`,
        isDangerous: true,
        notes: [
          "AWS deletes it at once: no recovery window, and restoring the primary does not bring it back.",
          `Readers in ${region} are refused from now on.${lastRead(secret, region)}`,
          `It saves ${price}.`,
        ],
      };
  }
}

function lastRead({ replicas }: SecretDetail, region: string): string {
  const day = replicas.find((replica) => replica.region === region)?.lastReadDay;
  return day ? ` It was last read there on ${day} (day only).` : " It was never read there.";
}
