export { exhaustivePass } from './suites/exhaustive-pass.js';
