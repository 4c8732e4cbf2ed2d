import { LatePage } from "../late/page";
import { startShell } from "../shell";

startShell();
const place = document.querySelector<HTMLElement>("#late");
if (place) new LatePage(place);
