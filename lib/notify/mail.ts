import "server-only";
import { createTransport } from "nodemailer";
import type { Notifications } from "@/lib/config";
import { NotDelivered, type Parcel } from "./webhook";

type MailSettings = NonNullable<Notifications["mail"]>;

/**
 * Sends one message to one address, as plain text.
 *
 * @throws NotDelivered unless the server accepts it within `limitMs`
 */
export async function sendMail(
  settings: MailSettings,
  to: string,
  { id, message, link }: Parcel,
  limitMs: number,
): Promise<void> {
  const { host, port, tls, user, password, from } = settings;
  const transport = createTransport({
    host,
    port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    ...(user && { auth: { user, pass: password ?? "" } }),
    connectionTimeout: limitMs,
    greetingTimeout: limitMs,
    socketTimeout: limitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: "Strongroom", address: from },
      to: { name: "", address: to },
      subject: `[Strongroom] ${message.subject}`,
      text: `${[...message.lines, "", link].join("\n")}\n`,
      // The same for each try: a mailbox that got it before an answer was lost shows it once.
      messageId: `<${id}@${from.split("@")[1]}>`,
      headers: { "auto-submitted": "auto-generated" },
    });
  } catch (error) {
    throw new NotDelivered(codeOf(error));
  } finally {
    transport.close();
  }
}

/** SMTP's number or the library's code; the server's words may hold anything. */
function codeOf(error: unknown): string {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (responseCode) return `smtp-${responseCode}`;
  return code === "ETIMEDOUT" ? "timed-out" : code === "EAUTH" ? "smtp-login" : "unreachable";
}
