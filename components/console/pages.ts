import {
  ChartColumnStacked,
  House,
  type LucideIcon,
  MonitorSmartphone,
  RotateCw,
  ScrollText,
  TextAlignStart,
  Trash2,
  Users,
} from "lucide-react";

/** One page of the console: its place in the navigation and its keys. */
export interface ConsolePage {
  href: string;
  says: string;
  Icon: LucideIcon;
  /** Second key after `g`. */
  key: string;
  /** One word, for the few pages that have a place at the bottom of a phone. */
  atBottom?: string;
}

/** Pages that exist, in the order of the navigation. */
export const pages: readonly ConsolePage[] = [
  { href: "/", says: "Home", Icon: House, key: "h", atBottom: "Home" },
  {
    href: "/inventory",
    says: "Inventory",
    Icon: TextAlignStart,
    key: "i",
    atBottom: "Inventory",
  },
  { href: "/rotation", says: "Rotation", Icon: RotateCw, key: "r", atBottom: "Rotation" },
  {
    href: "/pending-deletions",
    says: "Pending deletions",
    Icon: Trash2,
    key: "p",
    atBottom: "Deletions",
  },
  { href: "/restore-requests", says: "Restore requests", Icon: Users, key: "q" },
  { href: "/costs", says: "Costs", Icon: ChartColumnStacked, key: "c" },
  { href: "/audit", says: "Audit", Icon: ScrollText, key: "u" },
  { href: "/sessions", says: "Sessions", Icon: MonitorSmartphone, key: "s" },
];

/** Whether `path` belongs to the page; a secret, there or to be made, belongs to the inventory. */
export function isAt(path: string, { href }: ConsolePage): boolean {
  if (href === "/inventory" && ["/secret", "/create-secret"].includes(path)) return true;
  return path === href;
}
