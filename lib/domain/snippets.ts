/** How an application reads one secret, ready to paste. Never a value: only how to ask for it. */
export interface Snippet {
  title: string;
  language: "shell" | "javascript" | "python" | "java" | "go" | "json" | "yaml" | "hcl";
  text: string;
  /** What a reader must know before they paste it. */
  note?: string;
}

export interface SnippetSubject {
  arn: string;
  name: string;
  region: string;
  /** A key of a key/value secret, if one is known; the snippets that need one use it. */
  key?: string;
}

/** All snippets for one secret. Caching is built in where a library for it exists: calls cost. */
export function snippetsFor(subject: SnippetSubject): Snippet[] {
  return [
    cli,
    javascript,
    python,
    java,
    go,
    agent,
    lambda,
    ecs,
    cloudFormation,
    terraform,
    externalSecret,
  ].map((make) => make(subject));
}

const cli = ({ arn, region }: SnippetSubject): Snippet => ({
  title: "AWS CLI",
  language: "shell",
  text: `aws secretsmanager get-secret-value \\\n  --region ${region} \\\n  --secret-id ${quoted(arn)} \\\n  --query SecretString --output text`,
  note: "Prints the value. Keep it out of shell history and CI logs.",
});

const javascript = ({ arn, region }: SnippetSubject): Snippet => ({
  title: "JavaScript, cached",
  language: "javascript",
  text: `import { SecretsProvider } from "@aws-lambda-powertools/parameters/secrets";

const secrets = new SecretsProvider({ clientConfig: { region: ${quoted(region)} } });
// Kept for five minutes: one call instead of one per request.
const value = await secrets.get(${quoted(arn)}, { maxAge: 300 });`,
});

const python = ({ arn, region }: SnippetSubject): Snippet => ({
  title: "Python, cached",
  language: "python",
  text: `import botocore.session
from aws_secretsmanager_caching import SecretCache, SecretCacheConfig

client = botocore.session.get_session().create_client("secretsmanager", region_name=${quoted(region)})
cache = SecretCache(config=SecretCacheConfig(secret_refresh_interval=300), client=client)
value = cache.get_secret_string(${quoted(arn)})`,
});

const java = ({ arn }: SnippetSubject): Snippet => ({
  title: "Java, cached",
  language: "java",
  text: `import com.amazonaws.secretsmanager.caching.SecretCache;

// One cache for the whole application; it refreshes by itself.
private static final SecretCache CACHE = new SecretCache();

String value = CACHE.getSecretString(${quoted(arn)});`,
});

const go = ({ arn }: SnippetSubject): Snippet => ({
  title: "Go, cached",
  language: "go",
  text: `import "github.com/aws/aws-secretsmanager-caching-go/v2/secretcache"

cache, err := secretcache.New()
if err != nil {
	return err
}
value, err := cache.GetSecretString(${quoted(arn)})`,
});

const agent = ({ arn }: SnippetSubject): Snippet => ({
  title: "Secrets Manager Agent",
  language: "shell",
  text: `curl -H "X-Aws-Parameters-Secrets-Token: $(cat /var/run/awssmatoken)" \\\n  "http://localhost:2773/secretsmanager/get?secretId=${encodeURIComponent(arn)}"`,
  note: "The agent caches on the machine, five minutes unless configured otherwise.",
});

const lambda = ({ arn }: SnippetSubject): Snippet => ({
  title: "Lambda with the extension",
  language: "javascript",
  text: `// Needs the layer "AWS Parameters and Secrets Lambda Extension".
const answer = await fetch(
  "http://localhost:2773/secretsmanager/get?secretId=" + encodeURIComponent(${quoted(arn)}),
  { headers: { "X-Aws-Parameters-Secrets-Token": process.env.AWS_SESSION_TOKEN } },
);
const { SecretString } = await answer.json();`,
});

const ecs = ({ arn, key }: SnippetSubject): Snippet => ({
  title: "ECS task definition",
  language: "json",
  text: JSON.stringify(
    { secrets: [{ name: "APP_SECRET", valueFrom: key ? `${arn}:${key}::` : arn }] },
    null,
    2,
  ),
  note: "Injected when the task starts: a rotated value needs a new task.",
});

const cloudFormation = ({ arn, key }: SnippetSubject): Snippet => ({
  title: "CloudFormation",
  language: "yaml",
  text: `MasterUserPassword: "{{resolve:secretsmanager:${arn}:SecretString:${key ?? ""}}}"`,
  note: "Resolved when the stack changes; a rotation alone does not update the resource.",
});

const terraform = ({ arn, key }: SnippetSubject): Snippet => ({
  title: "Terraform, write-only",
  language: "hcl",
  text: `ephemeral "aws_secretsmanager_secret_version" "this" {
  secret_id = ${quoted(arn)}
}

locals {
  value = ${key ? `jsondecode(ephemeral.aws_secretsmanager_secret_version.this.secret_string)[${quoted(key)}]` : "ephemeral.aws_secretsmanager_secret_version.this.secret_string"}
}`,
  note: "An ephemeral resource stays out of the state file; a data source would store the value there.",
});

const externalSecret = ({ arn, name, key }: SnippetSubject): Snippet => ({
  title: "Kubernetes ExternalSecret",
  language: "yaml",
  text: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${kubernetesName(name)}
spec:
  refreshInterval: 1h
  secretStoreRef:
    kind: ClusterSecretStore
    name: aws-secrets-manager
  target:
    name: ${kubernetesName(name)}
  data:
    - secretKey: ${key ? kubernetesName(key) : "value"}
      remoteRef:
        key: ${quoted(arn)}${key ? `\n        property: ${quoted(key)}` : ""}`,
});

/** Double quotes and escapes as JSON writes them, which every one of these languages reads. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Lower case, digits and hyphens, as Kubernetes wants names. */
function kubernetesName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name.slice(0, 63) || "secret";
}
