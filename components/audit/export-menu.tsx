import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuLink } from "@/components/ui/menu";

/** All that the filters of a part of the audit let through, in either format. */
export function ExportMenu({ hrefOf }: { hrefOf: (format: "csv" | "jsonl") => string }) {
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden size={14} />
          Export
        </Button>
      }
    >
      <MenuLink download href={hrefOf("csv")}>
        All that match, as CSV
      </MenuLink>
      <MenuLink download href={hrefOf("jsonl")}>
        All that match, as JSON lines
      </MenuLink>
    </Menu>
  );
}
