// The one script of every page: htmx and our small behaviours. The editor has a bundle of its own.
import "htmx.org/dist/htmx.esm.js";
import "./live.js";
import "./sending.js";
import "./drafts.js";
import "./ask.js";
import "./menu.js";
import "./toasts.js";
import "./presence.js";
import "./unsent/recover.js";
import "./editing.js";
import "./commenting.js";
