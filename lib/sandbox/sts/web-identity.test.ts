import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  GetRandomPasswordCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventOf } from "../cloudtrail/event-text";
import { type Sandbox, startSandbox } from "../start";
import { ACCOUNT, allowing, putIam, refusal, roleArn, stsClient } from "./standing.test-support";

let sandbox: Sandbox;
let provider: Server;
let issuer: string;
const keys = await generateKeyPair("RS256");
const strangers = await generateKeyPair("RS256");

const federated = (host: string, condition: object) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` },
      Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
      Condition: condition,
    },
  ],
});

beforeAll(async () => {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  provider = createServer((request, response) => {
    const body = request.url?.endsWith("openid-configuration")
      ? { issuer, jwks_uri: `${issuer}/keys` }
      : { keys: [jwk] };
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((done) => provider.listen(0, "127.0.0.1", done));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const host = issuer.slice("http://".length);
  sandbox = await startSandbox();
  await putIam(sandbox, {
    oidcProviders: [
      { url: issuer, clientIds: ["console"] },
      { url: "http://127.0.0.1:9", clientIds: ["console"] },
    ],
    roles: [
      {
        name: "Web",
        trustPolicy: federated(host, { StringEquals: { [`${host}:sub`]: "ann" } }),
        policies: { all: allowing("*") },
      },
    ],
  });
});
afterAll(async () => {
  await sandbox.close();
  provider.close();
});

function token(claims: JWTPayload = {}, signer = keys, kid = "k1"): Promise<string> {
  return new SignJWT({ sub: "ann", ...claims })
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuer(claims.iss ?? issuer)
    .setAudience(claims.aud ?? "console")
    .setIssuedAt()
    .setExpirationTime(claims.exp ?? "5m")
    .sign(signer.privateKey);
}

async function exchange(
  WebIdentityToken: string,
  more: Partial<AssumeRoleWithWebIdentityCommandInput> = {},
) {
  // No credentials: nobody signs this call.
  const client = new STSClient({ endpoint: sandbox.url, region: "eu-west-1", maxAttempts: 1 });
  return client.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn("Web"),
      RoleSessionName: "ann",
      WebIdentityToken,
      ...more,
    }),
  );
}

describe("AssumeRoleWithWebIdentity", () => {
  // Facts 3: subject, provider and audience are answered; the credentials work.
  it("exchanges a token that the provider signed, unsigned itself", async () => {
    const answer = await exchange(await token());
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: "ann",
      Audience: "console",
      Provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer.slice("http://".length)}`,
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Web/ann` },
    });
    const identity = await stsClient(sandbox, {
      accessKeyId: answer.Credentials?.AccessKeyId ?? "",
      secretAccessKey: answer.Credentials?.SecretAccessKey ?? "",
      sessionToken: answer.Credentials?.SessionToken,
    }).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(answer.AssumedRoleUser?.Arn);
  });

  it("takes source identity and session tags from the token", async () => {
    const answer = await exchange(
      await token({
        "https://aws.amazon.com/source_identity": "ann",
        "https://aws.amazon.com/tags": {
          principal_tags: { team: ["payments"] },
          transitive_tag_keys: ["team"],
        },
      }),
    );
    expect(answer.SourceIdentity).toBe("ann");
    const session = sandbox.world.sessions.get(answer.Credentials?.AccessKeyId ?? "");
    expect(session?.caller).toMatchObject({
      sessionTags: { team: "payments" },
      transitiveTagKeys: ["team"],
      sourceIdentity: "ann",
    });
  });

  // Guarantees that the record of the unsigned call names the person whom the token proved.
  it("is on CloudTrail's record under the person's name, without the token", async () => {
    const proof = await token();
    await exchange(proof);
    const record = sandbox.world.trailOf(ACCOUNT, "us-east-1").at(-1);
    if (!record) throw new Error("There is no record.");
    const host = issuer.slice("http://".length);
    expect(eventOf(record)).toMatchObject({
      eventName: "AssumeRoleWithWebIdentity",
      userIdentity: {
        type: "WebIdentityUser",
        principalId: `${host}:console:ann`,
        userName: "ann",
        identityProvider: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`,
      },
    });
    expect(JSON.stringify(record)).not.toContain(proof);
  });

  it("refuses what the provider did not sign, or not for us, or not any more", async () => {
    const invalid = (message: string | RegExp) => refusal("InvalidIdentityTokenException", message);
    await expect(exchange(await token({}, strangers))).rejects.toEqual(invalid(/not a valid JWT/));
    await expect(exchange(await token({}, strangers, "k2"))).rejects.toEqual(
      invalid("Couldn't retrieve verification key from your identity provider."),
    );
    await expect(exchange("no.token.atall")).rejects.toEqual(invalid(/not a valid JWT/));
    await expect(exchange(await token({ aud: "somebody" }))).rejects.toEqual(
      invalid("Incorrect token audience"),
    );
    await expect(exchange(await token({ iss: "http://elsewhere.example" }))).rejects.toEqual(
      invalid("No OpenIDConnect provider found in your account for http://elsewhere.example"),
    );
    const past = Math.floor(Date.now() / 1000) - 600;
    await expect(exchange(await token({ exp: past }))).rejects.toEqual(
      refusal("ExpiredTokenException", /Token expired/),
    );
  });

  // Facts 3, IDPRejectedClaim (403): the signature is right, and a claim is not.
  it("refuses a token that is not valid yet", async () => {
    const now = Math.floor(Date.now() / 1000);
    await expect(exchange(await token({ nbf: now + 600 }))).rejects.toEqual(
      refusal("IDPRejectedClaimException", "The token's nbf claim lies in the future.", 403),
    );
    await expect(exchange(await token({ nbf: now - 60 }))).resolves.toBeDefined();
  });

  // Facts 3, PolicyArns and RegionDisabledException: the same for both ways to assume a role.
  it("takes managed session policies, and knows Regions in which STS is off", async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/list`;
    const limited = async () => exchange(await token(), { PolicyArns: [{ arn }] });
    await expect(limited()).rejects.toEqual(refusal("ValidationError", /does not exist/));
    await putIam(sandbox, {
      managedPolicies: { list: allowing("secretsmanager:ListSecrets") },
    });
    const { Credentials } = await limited();
    const client = new SecretsManagerClient({
      endpoint: sandbox.url,
      region: "eu-west-1",
      maxAttempts: 1,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken,
      },
    });
    await expect(client.send(new ListSecretsCommand({}))).resolves.toBeDefined();
    await expect(client.send(new GetRandomPasswordCommand({}))).rejects.toEqual(
      refusal("AccessDeniedException", /because no session policy allows/),
    );
    await putIam(sandbox, { stsOffIn: ["us-east-1"] });
    await expect(limited()).rejects.toEqual(refusal("RegionDisabledException", /./, 403));
    await putIam(sandbox, { stsOffIn: [] });
  });

  it("says when the provider cannot be reached", async () => {
    await expect(exchange(await token({ iss: "http://127.0.0.1:9" }))).rejects.toEqual(
      refusal("IDPCommunicationErrorException", /could not be reached/),
    );
  });

  it("asks the role's trust policy, also for roles that are not there", async () => {
    const denied = refusal(
      "AccessDenied",
      "Not authorized to perform sts:AssumeRoleWithWebIdentity",
      403,
    );
    await expect(exchange(await token({ sub: "eve" }))).rejects.toEqual(denied);
    await expect(exchange(await token(), { RoleArn: roleArn("Missing") })).rejects.toEqual(denied);
  });

  it("checks the shape first", async () => {
    await expect(exchange("abc", { RoleSessionName: "a:b" })).rejects.toEqual(
      refusal(
        "ValidationError",
        /^2 validation errors detected: .*roleSessionName.*webIdentityToken/,
      ),
    );
    await expect(exchange(await token(), { DurationSeconds: 7_200 })).rejects.toEqual(
      refusal("ValidationError", /exceeds the MaxSessionDuration/),
    );
  });
});
