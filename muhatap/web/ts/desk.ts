import { Application } from "@hotwired/stimulus";
import "./morph";
import bell from "./controllers/bell";
import coach from "./controllers/coach";
import composer from "./controllers/composer";
import countdown from "./controllers/countdown";
import dialog from "./controllers/dialog";
import arrivals from "./controllers/arrivals";
import filter from "./controllers/filter";
import frame from "./controllers/frame";
import drawer from "./controllers/drawer";
import hint from "./controllers/hint";
import hotkeys from "./controllers/hotkeys";
import languageModel from "./controllers/language-model";
import landmark from "./controllers/landmark";
import link from "./controllers/link";
import marks from "./controllers/marks";
import menu from "./controllers/menu";
import modal from "./controllers/modal";
import names from "./controllers/names";
import onlookers from "./controllers/onlookers";
import palette from "./controllers/palette";
import picks from "./controllers/picks";
import promises from "./controllers/promises";
import presence from "./controllers/presence";
import push from "./controllers/push";
import refetch from "./controllers/refetch";
import replies from "./controllers/replies";
import reorder from "./controllers/reorder";
import rows from "./controllers/rows";
import sound from "./controllers/sound";
import selection from "./controllers/selection";
import stream from "./controllers/stream";
import suggest from "./controllers/suggest";
import thread from "./controllers/thread";
import thumb from "./controllers/thumb";
import toast from "./controllers/toast";
import "./installed";
import "./swaps";

const application = Application.start();
for (const [name, controller] of Object.entries({
  arrivals, bell, coach, composer, countdown, dialog, drawer, filter, frame, hint, hotkeys, landmark, "language-model": languageModel, link, marks, menu, modal, names, onlookers, presence, promises, palette, picks, push, refetch, replies, reorder, rows, selection, sound, stream, suggest, thread, thumb, toast,
})) {
  application.register(name, controller);
}
