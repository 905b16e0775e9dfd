import { tokenOf } from "./made-up";
import {
  type Actor,
  mayManageSecrets,
  mayRead,
  production,
  roleActor,
  staging,
  trustsAccount,
  trustsService,
  userActor,
} from "./principals";

const agents = {
  terraform:
    "APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.20.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.39.2 ua/2.1 os/linux lang/go#1.25.1 md/GOOS#linux md/GOARCH#amd64 api/secretsmanager#1.39.6",
  cli: "aws-cli/2.31.9 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#secretsmanager.get-secret-value",
  browser:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  javaOnEcs:
    "aws-sdk-java/2.34.8 md/io#async md/http#NettyNio ua/2.1 api/Secrets_Manager#2.34.x os/Linux#5.10 lang/java#21.0.8 exec-env/AWS_ECS_FARGATE",
  nodeOnEcs:
    "aws-sdk-js/3.901.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#22.20.0 api/secrets-manager#3.901.0 exec-env/AWS_ECS_FARGATE",
  pythonOnLambda:
    "Boto3/1.40.49 md/Botocore#1.40.49 ua/2.1 os/linux#5.10 md/arch#x86_64 lang/python#3.13.7 exec-env/AWS_Lambda_python3.13",
  goOnEks:
    "aws-sdk-go-v2/1.39.2 ua/2.1 os/linux lang/go#1.25.1 md/GOOS#linux md/GOARCH#arm64 api/secretsmanager#1.39.6",
  console:
    "aws-sdk-js/3.1162.0 ua/2.1 os/linux lang/js md/nodejs#20.20.2 api/secrets-manager#3.1162.0 Strongroom/0.1",
} as const;

/** Infrastructure code with a key of its own. */
export const terraform = userActor({
  accountId: production,
  userName: "terraform",
  sourceIpAddress: "203.0.113.20",
  userAgent: agents.terraform,
});

export const stagingTerraform = userActor({
  accountId: staging,
  userName: "terraform",
  sourceIpAddress: "203.0.113.20",
  userAgent: agents.terraform,
});

/** CloudFormation calls with the deployer's role; address and agent are the service's. */
export const cloudFormation = roleActor({
  accountId: production,
  roleName: "cdk-deploy",
  session: () => "AWSCloudFormation",
  sessionHours: 1,
  trusts: trustsService("cloudformation.amazonaws.com"),
  may: mayManageSecrets,
  sourceIpAddress: "cloudformation.amazonaws.com",
  userAgent: "cloudformation.amazonaws.com",
});

/** Somebody with a key on a laptop, outside any console. */
export const opsLegacy = userActor({
  accountId: production,
  userName: "ops-legacy",
  sourceIpAddress: "198.51.100.77",
  userAgent: agents.cli,
});

/** AWS's own console, signed in through the identity centre. */
function consoleUser(accountId: string, person: string, sourceIpAddress: string): Actor {
  return roleActor({
    accountId,
    roleName: "AWSReservedSSO_PlatformAdmin_3f9c1d7a5b2e4c60",
    path: "/aws-reserved/sso.amazonaws.com/eu-west-1/",
    session: () => `${person}@example.com`,
    sessionHours: 8,
    trusts: trustsAccount(accountId),
    may: mayManageSecrets,
    sourceIpAddress,
    userAgent: agents.browser,
  });
}

export const maria = consoleUser(production, "maria.weber", "198.51.100.14");
export const jonas = consoleUser(production, "jonas.okafor", "198.51.100.23");
export const stagingMaria = consoleUser(staging, "maria.weber", "198.51.100.14");

/** People through this console: its role, their name as source identity, one session a sign-in. */
function throughConsole(accountId: string, person: string, roleName: string): Actor {
  return roleActor({
    accountId,
    roleName,
    session: (turn) => `${person}-${tokenOf(`sign-in ${person} ${turn}`).slice(0, 8)}`,
    sessionHours: 1,
    sourceIdentity: person,
    trusts: trustsAccount(accountId),
    sourceIpAddress: "203.0.113.9",
    userAgent: agents.console,
  });
}

export const operator1 = throughConsole(production, "operator-1", "StrongroomOperator");
export const operator2 = throughConsole(production, "operator-2", "StrongroomOperator");
export const approver1 = throughConsole(production, "approver-1", "StrongroomApprover");
export const stagingOperator1 = throughConsole(staging, "operator-1", "StrongroomOperator");

/** What a workload's role is trusted by, and how its sessions look. */
const platforms = {
  "ecs-java": { service: "ecs-tasks.amazonaws.com", agent: agents.javaOnEcs, address: "10.20" },
  "ecs-node": { service: "ecs-tasks.amazonaws.com", agent: agents.nodeOnEcs, address: "10.21" },
  lambda: { service: "lambda.amazonaws.com", agent: agents.pythonOnLambda, address: "10.22" },
  eks: { service: "pods.eks.amazonaws.com", agent: agents.goOnEks, address: "10.23" },
} as const;

function workload(
  accountId: string,
  roleName: string,
  platform: keyof typeof platforms,
  reads: string,
): Actor {
  const { service, agent, address } = platforms[platform];
  const fixed = platform === "lambda" || platform === "eks";
  return roleActor({
    accountId,
    roleName,
    session: (turn) =>
      fixed ? roleName : tokenOf(`task ${roleName} ${Math.floor(turn / 40)}`).replaceAll("-", ""),
    sessionHours: 6,
    trusts: trustsService(service),
    may: mayRead(accountId, reads),
    sourceIpAddress: `${address}.${roleName.length}.${(roleName.codePointAt(0) ?? 0) % 250}`,
    userAgent: agent,
  });
}

const teamPlatforms = {
  payments: "ecs-java",
  ledger: "ecs-java",
  billing: "lambda",
  search: "eks",
  web: "ecs-node",
  identity: "eks",
  data: "lambda",
  platform: "eks",
} as const satisfies Record<string, keyof typeof platforms>;

export type Team = keyof typeof teamPlatforms;

/** Teams in the order in which they own things. */
export const teams = Object.keys(teamPlatforms) as Team[];

const nameOfApp: Readonly<Record<Team, string>> = {
  payments: "payments-api",
  ledger: "ledger-writer",
  billing: "billing-runs",
  search: "search-indexer",
  web: "web-frontend",
  identity: "identity-service",
  data: "data-loader",
  platform: "platform-agent",
};

const apps = new Map<string, Actor>();

/** A team's application in one account. */
export function appOf(accountId: string, team: Team): Actor {
  const key = `${accountId} ${team}`;
  const known =
    apps.get(key) ?? workload(accountId, nameOfApp[team], teamPlatforms[team], `*${team}/*`);
  apps.set(key, known);
  return known;
}

/** A batch job that reads a few secrets at night, beside the team's application. */
export const reportingBatch = workload(production, "reporting-batch", "lambda", "prod/*");
