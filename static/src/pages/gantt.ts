import { Page } from "../gantt/page";
import { startShell } from "../shell";

startShell();
// The page of a person without a site has no bars.
if (document.getElementById("gantt")) new Page();
