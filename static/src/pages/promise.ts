import { Page } from "../promise/page";
import { startShell } from "../shell";

startShell();
if (document.getElementById("promise")) new Page();
