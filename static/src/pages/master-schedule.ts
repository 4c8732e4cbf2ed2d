import { Page } from "../master-schedule/page";
import type { ScheduleView } from "../master-schedule/controls";
import type { SavedViewsData } from "../saved-views/saved-views";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";

startShell();
// The page of a site without any data has no grid.
if (document.getElementById("master-schedule")) new Page(embedded<SavedViewsData<ScheduleView>>("saved-views") ?? null);
