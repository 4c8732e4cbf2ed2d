import { OrdersPage, type OrdersPageData } from "../orders/page";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";

startShell();
const data = embedded<OrdersPageData>("orders-page");
if (data) void new OrdersPage(data).start();
