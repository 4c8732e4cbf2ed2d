import { OrderPage } from "../orders/order";
import { startShell } from "../shell";

startShell();
const place = document.getElementById("order");
// The list of what a plan moved has no history to act on.
if (place) new OrderPage(place);
