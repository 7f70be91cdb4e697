// What one page has of the product, as it ships. world.mjs gives each page an instance of its own.
export { Inbox, REMOTE } from '../../../static/js/editor/inbox.js';
export { Outbox } from '../../../static/js/editor/outbox.js';
export { healed, wordsOf } from '../../../static/js/editor/words.js';
export { also, follow } from '../../../static/js/lead.js';
export { tab } from '../../../static/js/tab.js';
export { post } from '../../../static/js/unsent/post.js';
export * as unsent from '../../../static/js/unsent/store.js';
export { recover } from '../../../static/js/unsent/recover.js';
