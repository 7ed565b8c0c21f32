/** The style sheet of the page: no font and no file from elsewhere, light and dark, narrow and printed. */
import { seriesProperties } from './palette.js';

const LIGHT = `color-scheme:light;--ground:#ffffff;--ink:#1b1b1b;--soft:#575757;--line:#c9c9c9;--panel:#f5f5f5;--link:#00558a;--good:#00664a;--bad:#a33f00;${seriesProperties('light')}`;
const DARK = `color-scheme:dark;--ground:#16181a;--ink:#ececec;--soft:#b3b3b3;--line:#4a4d50;--panel:#202326;--link:#7cc4f5;--good:#4fd0a5;--bad:#ff9a57;${seriesProperties('dark')}`;

/**
 * All rules. Where a table goes on to the right there is a shadow: one that stays lies under a patch that scrolls with the table.
 * Print comes last, so that a dark screen prints dark ink on white.
 */
export const STYLE = `
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:0 1rem 3rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;margin:1.2rem 0 .4rem}
h2{font-size:1.35rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.2rem 0 .4rem}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100vw}
.skip:focus{position:static;display:inline-block;padding:.5rem 0}
nav ul{margin:.2rem 0;padding:0;list-style:none}
nav ul ul{display:flex;flex-wrap:wrap;gap:0 1.2rem;padding-left:1.2rem}
nav a{display:inline-block;padding:.15rem 0}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,23rem),1fr));gap:1rem;align-items:start}
figure{margin:0;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.4rem;min-width:0;break-inside:avoid}
h4{font-size:1rem}
figcaption :is(h3,h4){margin:.2rem 0 .6rem}
.chart{display:block;width:100%;max-width:34rem;height:auto}
.chart text{white-space:pre}
.note,.files{color:var(--soft);font-size:.875rem;margin:.5rem 0}
.files a{display:inline-block;padding:.3rem .5rem .3rem 0}
.scroll{overflow-x:auto;max-width:100%;background:linear-gradient(270deg,var(--ground) 40%,transparent) 100%/3rem 100% no-repeat local,linear-gradient(270deg,var(--line),transparent) 100%/.8rem 100% no-repeat scroll}
table{border-collapse:collapse;font-size:.875rem;margin:.5rem 0;overflow-wrap:normal}
caption{text-align:left;color:var(--soft);padding:.2rem 0}
caption span{display:inline-block;position:sticky;left:0;max-width:min(100%,calc(100vw - 4rem))}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{border-bottom-width:2px}
th[scope=row]{font-weight:500}
thead th:first-child,th[scope=row]{position:sticky;left:0;background:var(--ground)}
.number{text-align:right;font-variant-numeric:tabular-nums}
td.number{white-space:nowrap}
.domain,.words{min-width:min(16rem,60vw);max-width:44rem}
.said{color:var(--soft)}
summary{cursor:pointer;padding:.35rem 0}
.claim{border-top:1px solid var(--line)}
.claim[open]{padding-bottom:.8rem}
.claim blockquote{scroll-margin-top:3rem}
blockquote{margin:.4rem 0;padding:.2rem .9rem;border-left:.25rem solid var(--line)}
code,pre{font-family:ui-monospace,monospace;font-size:.85em}
pre{white-space:pre-wrap;background:var(--panel);padding:.6rem;max-height:24rem;overflow:auto}
.good{color:var(--good);white-space:nowrap}
.bad{color:var(--bad)}
.run{display:grid;gap:.1rem;font-size:.875rem;background:var(--panel);padding:.6rem .8rem;margin:.8rem 0}
.run div{display:grid;grid-template-columns:6rem 1fr}
.run dt{color:var(--soft)}
.run dd{margin:0;min-width:0}
@media screen and (max-width:40rem){
table{width:max-content}
th,td{max-width:16rem}
thead th:first-child,th[scope=row]{max-width:40vw}
}
@media print{
:root{${LIGHT};font-size:10pt}
body{max-width:none}
.skip,nav,.files,figure details:not([open]){display:none}
.charts{grid-template-columns:1fr 1fr}
.scroll{overflow:visible;background:none}
thead th:first-child,th[scope=row]{position:static}
table{font-size:7.5pt;overflow-wrap:break-word}
th[scope=row]{min-width:7rem;overflow-wrap:anywhere}
th,td{padding:.15rem .35rem}
.domain,.words{min-width:0}
td.number{white-space:normal}
pre{max-height:none}
.claim::details-content{content-visibility:visible;display:block;height:auto}
}
`;
