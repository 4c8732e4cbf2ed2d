import { LineActions } from "../orders/line-actions";
import { OrdersPage, type OrdersPageData } from "../orders/page";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";

startShell();
const data = embedded<OrdersPageData>("orders-page");
if (data) {
  const page = new OrdersPage(data);
  new LineActions(() => page.load());
  void page.start();
}
