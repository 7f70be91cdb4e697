// A calendar program as the tests need one, on Mozilla's ical.js: it is given files one after the other
// and keeps events as RFC 5545 says: by UID, the higher SEQUENCE wins, what is cancelled goes.
import ICAL from "ical.js";

const files = JSON.parse(await new Response(process.stdin).text());
const kept = new Map();

function told(event) {
  const zone = event.startDate.zone.tzid;
  return {
    summary: event.summary, location: event.location, start: event.startDate.toString(), end: event.endDate.toString(),
    zone, instant: event.startDate.toUnixTime(), allDay: event.startDate.isDate,
  };
}

for (const file of files) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  for (const part of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part);
    const sequence = event.sequence ?? 0;
    if ((kept.get(event.uid)?.sequence ?? -1) > sequence) continue;
    if (part.getFirstPropertyValue("status") === "CANCELLED") kept.delete(event.uid);
    else kept.set(event.uid, { sequence, ...told(event) });
  }
}
console.log(JSON.stringify([...kept.values()]));
