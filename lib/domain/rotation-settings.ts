import { z } from "zod";

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;
export type Weekday = (typeof weekdays)[number];

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "is a day like 2026-12-24, in quotes")
  .refine((text) => !Number.isNaN(Date.parse(text)), "is no day of the calendar");
const hour = z.number().int().min(0).max(24);

const BusinessHours = z
  .strictObject({
    days: z.array(z.enum(weekdays)).min(1).default(["MON", "TUE", "WED", "THU", "FRI"]),
    from: hour,
    to: hour,
  })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must be later than from" });

const Freeze = z
  .strictObject({ name: z.string().min(1).max(80), from: day, to: day })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "must not be before from" });

/** How the people here want rotation to be: when not, and what shares what. */
export const RotationSettings = z.strictObject({
  timeZone: z.string().refine(isTimeZone, "is no time zone that this machine knows").default("UTC"),
  businessHours: BusinessHours.optional(),
  freezes: z.array(Freeze).default([]),
  sharedTags: z.array(z.string().min(1).max(128)).default([]),
  superuserTag: z.string().min(1).max(128).optional(),
  functionConcurrency: z.number().int().min(1).max(1000).default(10),
});
export type RotationSettings = z.output<typeof RotationSettings>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
