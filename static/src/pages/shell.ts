/** A page that is read, or sent as a form: it does what every page does, and nothing of its own. */

import { startShell } from "../shell";

startShell();
