import { ManyPage } from "../many/page";
import { startShell } from "../shell";

startShell();
const root = document.getElementById("many");
if (root) new ManyPage(root);
