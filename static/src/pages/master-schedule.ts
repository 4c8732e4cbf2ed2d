import { Page } from "../master-schedule/page";
import { startShell } from "../shell";

startShell();
// The page of a site without any data has no grid.
if (document.getElementById("master-schedule")) new Page();
