import { expect, test } from "vitest";
import { mayPerform, type OperationName, operations } from "./operations";
import { consoleRoles } from "./role";

/** Who may, and how it is guarded: a change of the table must be made twice, on purpose. */
const matrix: Record<OperationName, string> = {
  //                        operator approver auditor · audited step-up door value
  "home.view": "              yes yes yes · look    -       read   none",
  "ledger.view": "            yes yes yes · look    -       read   none",
  "ledger.export": "          yes yes yes · audited -       read   none",
  "outside.view": "           yes yes yes · look    -       read   none",
  "outside.export": "         yes yes yes · audited -       read   none",
  "deliveries.view": "        yes yes yes · look    -       read   none",
  "deliveries.export": "      yes yes yes · audited -       read   none",
  "evidence.view": "          yes yes yes · look    -       read   none",
  "evidence.build": "         yes yes yes · audited -       read   none",
  "controls.view": "          yes yes yes · look    -       read   none",
  "controls.assess": "        yes yes yes · audited -       action none",
  "controls.export": "        yes yes yes · audited -       read   none",
  "setup.check": "            yes yes yes · -       -       read   none",
  "inventory.list": "         yes yes yes · look    -       read   none",
  "inventory.refresh": "      yes yes yes · -       -       action none",
  "inventory.export": "       yes yes yes · audited -       read   none",
  "secret.find": "            yes yes yes · -       -       read   none",
  "secret.describe": "        yes yes yes · look    -       read   none",
  "secret.view-history": "    yes yes yes · look    -       read   none",
  "rotation.view": "          yes yes yes · look    -       read   none",
  "rotation.view-history": "  yes yes yes · look    -       read   none",
  "rotation.follow": "        yes yes yes · -       -       read   none",
  "rotation.list-functions": "yes no  no  · -       -       read   none",
  "rotation.check-function": "yes no  no  · -       -       read   none",
  "rotation.read-log": "      yes no  no  · -       -       read   none",
  "rotation.start": "         yes no  no  · audited step-up action none",
  "rotation.test": "          yes no  no  · audited step-up action none",
  "rotation.change-schedule": "yes no  no  · audited step-up action none",
  "rotation.turn-off": "      yes no  no  · audited step-up action none",
  "rotation.export": "        yes yes yes · audited -       read   none",
  "calendar.list-feeds": "    yes yes yes · -       -       read   none",
  "calendar.make-feed": "     yes yes yes · audited step-up action none",
  "calendar.revoke-feed": "   yes yes yes · audited -       action none",
  "secret.view-rotation": "   yes yes yes · look    -       read   none",
  "secret.view-readers": "    yes yes yes · look    -       read   none",
  "deletions.list": "         yes yes yes · look    -       read   none",
  "deletions.list-ended": "   yes yes yes · look    -       read   none",
  "deletions.find-name": "    yes yes yes · -       -       read   none",
  "deletions.check-guarantee": " yes yes yes · -     -       read   none",
  "deletions.export": "       yes yes yes · audited -       read   none",
  "secret.check-access": "    yes yes yes · look    -       read   none",
  "secret.view-activity": "   yes yes yes · look    -       read   none",
  "secret.list-keys": "       yes no  no  · audited step-up action handled",
  "secret.reveal-value": "    yes no  no  · audited step-up action given",
  "secret.copy-value": "      yes no  no  · audited step-up action given",
  "secret.download-value": "  yes no  no  · audited step-up action given",
  "keys.list": "              yes yes yes · -       -       read   none",
  "secret.create": "          yes no  no  · audited step-up action written",
  "secret.change-value": "    yes no  no  · audited step-up action written",
  "secret.compare-draft": "   yes no  no  · audited step-up action handled",
  "secret.generate-password": "yes no no · audited step-up action handled",
  "version.compare": "        yes no  no  · audited step-up action handled",
  "secret.change-tags": "     yes no  no  · audited step-up action none",
  "secret.schedule-deletion": "yes no  no  · audited step-up action none",
  "policy.view": "            yes yes yes · look    -       read   none",
  "policy.validate": "        yes no  no  · audited step-up action none",
  "policy.replace": "         yes no  no  · audited step-up action none",
  "policy.remove": "          yes no  no  · audited step-up action none",
  "replica.view": "           yes yes yes · look    -       read   none",
  "replica.compare": "        yes yes yes · look    -       read   none",
  "replica.add": "            yes no  no  · audited step-up action none",
  "replica.remove": "         yes no  no  · audited step-up action none",
  "replica.promote": "        yes no  no  · audited step-up action none",
  "version.make-current": "   yes no  no  · audited step-up action none",
  "version.attach-label": "   yes no  no  · audited step-up action none",
  "version.detach-label": "   yes no  no  · audited step-up action none",
  "version.clear-pending": "  yes no  no  · audited step-up action none",
  "costs.view": "             yes yes yes · look    -       read   none",
  "costs.ask-bill": "         yes yes yes · audited -       action none",
  "costs.export": "           yes yes yes · audited -       read   none",
  "restore.list": "           yes yes yes · look    -       read   none",
  "restore.view": "           yes yes yes · look    -       read   none",
  "restore.request": "        yes yes no  · audited -       action none",
  "restore.comment": "        yes yes no  · audited -       action none",
  "restore.withdraw": "       yes yes no  · audited -       action none",
  "restore.begin-approval": " no  yes no  · audited -       action none",
  "restore.approve": "        no  yes no  · audited step-up action none",
  "restore.execute": "        no  yes no  · audited step-up action none",
  "restore.deny": "           no  yes no  · audited -       action none",
  "restore.break-glass": "    no  yes no  · audited step-up action none",
  "restore.transition": "     no  no  no  · audited -       action none",
  "session.start": "          yes yes yes · audited -       action none",
  "session.step-up": "        yes yes yes · audited -       action none",
  "session.view": "           yes yes yes · -       -       read   none",
  "session.choose-role": "    yes yes yes · audited -       action none",
  "session.end": "            yes yes yes · audited -       action none",
  "session.end-all": "        yes yes yes · audited -       action none",
};

// The whole role × operation matrix, readable at a glance; product.md 1.3 is where it comes from.
test.each(Object.entries(matrix))("%s", (name, expected) => {
  const { audited, look, stepUp, door, value } = operations[name as OperationName];
  const may = consoleRoles.map((role) => (mayPerform(role, name as OperationName) ? "yes" : "no"));
  const recorded = audited ? "audited" : look ? "look" : "-";
  const row = [...may, "·", recorded, stepUp ? "step-up" : "-", door, value];
  expect(row).toEqual(expected.trim().split(/\s+/));
});

test("every operation has a row above", () => {
  expect(Object.keys(matrix).sort()).toEqual(Object.keys(operations).sort());
});

// Whatever touches a value or changes a secret is on record and freshly proven.
test("no value and no write without ledger and step-up", () => {
  for (const [name, { iam, audited, stepUp, value }] of Object.entries(operations)) {
    const isRead = iam.every((action) =>
      /:(List|Describe|Lookup|Simulate|AssumeRole|FilterLogEvents|GetMetricData|GetCostAndUsage|GetProducts|GetFunctionConfiguration|GetPolicy|GetResourcePolicy|GetKeyRotationStatus)/.test(
        action,
      ),
    );
    if (value !== "none" || !isRead) expect([name, audited, stepUp]).toEqual([name, true, true]);
  }
});
