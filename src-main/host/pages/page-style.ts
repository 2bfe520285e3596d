import { colorRules } from './page-colors.ts'

/** What pages look like, on a screen and on paper. */
export const pageStyle = `${colorRules}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{margin:0 0 .75rem;font-size:1.6rem;line-height:1.2;overflow-wrap:anywhere}
h2{margin:2.75rem 0 .75rem;font-size:1.15rem}
p{max-width:46rem;margin:.6rem 0}
nav ol{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem;margin:1rem 0 0;padding:0;list-style:none;font-size:.875rem}
a{color:var(--accent)}
.table{overflow-x:auto}
.table+.table{margin-top:1.5rem}
table{border-collapse:collapse;font-size:.875rem}
caption{padding:.25rem 0;text-align:left;font-weight:600}
th,td{padding:.35rem 1rem .35rem 0;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top}
th{color:var(--quiet);font-weight:500}
thead th{vertical-align:bottom}
tbody th{color:var(--text);font-weight:400}
.number{text-align:right;white-space:nowrap}
b{font-weight:600;white-space:nowrap}
.good{color:var(--good)}
.bad{color:var(--bad)}
.warning{color:var(--amber)}
.untested{color:var(--quiet)}
figure{position:relative;margin:1.5rem 0}
figcaption,summary,.files{color:var(--quiet);font-size:.875rem}
summary{cursor:pointer}
svg{display:block;width:100%;height:auto;font-size:11px}
svg text{fill:var(--quiet)}
.grid{stroke:var(--grid);fill:none}
.curve{fill:none;stroke-width:1.75}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.25rem 0;padding:0;list-style:none}
.swatch{display:inline-block;width:.75rem;height:.75rem;margin-right:.4rem;border-radius:3px}
pre{overflow-x:auto;font-size:.8rem}
.head{display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .75rem}
.head .files{margin-left:auto}
.files a+a{margin-left:.75rem}
.plot:focus-visible,button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button{padding:.1rem .4rem;border:1px solid transparent;border-radius:4px;background:none;color:var(--text);font:inherit;font-size:.875rem;cursor:pointer}
button:hover{border-color:var(--grid)}
.legend button{padding-left:0;text-align:left}
.legend button[aria-pressed=false]{color:var(--quiet);text-decoration:line-through}
.legend button[aria-pressed=false] .swatch{opacity:.25}
.scale{border-color:var(--grid)}
.scale[aria-pressed=true]{border-color:var(--accent);color:var(--accent)}
.tip{position:absolute;z-index:1;pointer-events:none;padding:.4rem .6rem;border:1px solid var(--grid);border-radius:4px;background:var(--surface);box-shadow:0 2px 8px #0003;font-size:.8rem;line-height:1.4;white-space:nowrap}
.tip b{display:block}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:1.25rem 1rem;margin:1rem 0;padding:0;list-style:none}
.pictures li{font-size:.8rem;line-height:1.35;break-inside:avoid;overflow-wrap:anywhere}
.pictures div{display:flex;flex-wrap:wrap;gap:2px;margin-bottom:.25rem}
.pictures img{image-rendering:pixelated}
.pictures span{display:block;color:var(--quiet)}
.pictures span:first-of-type{color:var(--text)}
@media print{
body{font-size:10pt}
main{max-width:none;padding:0}
nav,.files,.scale,.tip{display:none!important}
h2{break-after:avoid}
figure,tr{break-inside:avoid}
.table{overflow:visible}
table{font-size:8pt}
thead{display:table-header-group}
td,th{overflow-wrap:anywhere;white-space:normal}
}
`
