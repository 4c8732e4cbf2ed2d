import { RushPage } from "../rush/page";
import { startShell } from "../shell";

startShell();
const form = document.querySelector<HTMLFormElement>("#rush");
if (form) new RushPage(form);
