import { serveTasks } from "../host/worker-pool.ts";
import { doLayerTask } from "./layer-task.ts";

serveTasks(doLayerTask);
