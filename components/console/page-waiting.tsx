import { Skeleton } from "@/components/ui/skeleton";

/** Where a page will be. Most arrive before a person could see it: it shows itself only then. */
export function PageWaiting() {
  return (
    <div className="appear-late">
      <p role="status" className="sr-only">
        Loading the page
      </p>
      <Skeleton className="mb-6 h-7 w-56 max-w-full" />
      <Skeleton className="h-96 w-full" />
    </div>
  );
}
