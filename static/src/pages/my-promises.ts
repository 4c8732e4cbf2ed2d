/** The page “My promises”. */

import { MyPromises } from "../my-promises/page";
import { startShell } from "../shell";

startShell();
if (document.getElementById("mine")) new MyPromises();
