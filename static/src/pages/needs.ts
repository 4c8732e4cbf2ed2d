import { NeedsPage } from "../needs/page";
import { startShell } from "../shell";

startShell();
const place = document.querySelector<HTMLElement>("#needs");
if (place) new NeedsPage(place);
