/**
 * The report's stylesheet. Inside VS Code the editor's own colours rule; elsewhere the reader's light or dark scheme.
 * `light-dark()` needs a browser of 2024 (Chromium 123, Firefox 120, Safari 17.5), which every supported VS Code has.
 */
export const style = `
:root{color-scheme:light dark;
--fg:var(--vscode-editor-foreground,light-dark(#1f2328,#e6edf3));
--muted:var(--vscode-descriptionForeground,light-dark(#59636e,#9198a1));
--bg:var(--vscode-editor-background,light-dark(#fff,#0d1117));
--card:light-dark(#f6f8fa,#151b23);--line:light-dark(#d1d9e0,#3d444d);
--ok:light-dark(#1a7f37,#3fb950);--warn:light-dark(#9a6700,#d29922);--bad:light-dark(#cf222e,#f85149);--info:light-dark(#0969da,#4493f8)}
:root[data-theme=light],:root:has(body.vscode-light,body.vscode-high-contrast-light){color-scheme:light}
:root[data-theme=dark],:root:has(body.vscode-dark,body.vscode-high-contrast:not(.vscode-high-contrast-light)){color-scheme:dark}
:root:has(body[class*=vscode-]){--card:var(--vscode-textBlockQuote-background,light-dark(#f6f8fa,#151b23));--line:var(--vscode-contrastBorder,var(--vscode-panel-border,light-dark(#d1d9e0,#3d444d)))}
*{box-sizing:border-box}
body{font:14px/1.5 var(--vscode-font-family,system-ui,-apple-system,"Segoe UI",sans-serif);color:var(--fg);background:var(--bg);margin:0 auto;max-width:1080px;padding:24px;overflow-wrap:anywhere}
h1{font-size:22px;line-height:1.3;margin:0 0 6px;font-weight:600}
h2{font-size:14px;margin:30px 0 8px;color:var(--muted);font-weight:600}
h3{font-size:14px;margin:14px 0 4px;font-weight:600}h3 .muted{font-weight:400}h3 code{font-size:1em}
p{margin:4px 0}ul{margin:10px 0 0;padding:0;list-style:none}
code{font-family:var(--vscode-editor-font-family,ui-monospace,"SF Mono",Menlo,Consolas,monospace);font-size:.92em;color:inherit;background:none;padding:0}
.muted{color:var(--muted)}.warn{color:var(--warn)}
.about{display:flex;flex-wrap:wrap;gap:4px 16px;justify-content:space-between;margin:0 2px 10px;color:var(--muted)}
.verdict{--tone:var(--info);background:var(--card);border:1px solid var(--line);border-left:5px solid var(--tone);border-radius:8px;padding:18px 20px;display:grid;grid-template-columns:auto 1fr;gap:0 16px}
.verdict.ok{--tone:var(--ok)}.verdict.warning{--tone:var(--warn)}.verdict.bad{--tone:var(--bad)}
.verdict>svg{width:32px;height:32px;margin-top:1px}.seal{fill:var(--tone)}.sign{fill:none;stroke:var(--bg);stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round}
.verdict li{padding-left:22px;position:relative}.verdict li::before{content:"!";position:absolute;left:0;top:3px;width:15px;height:15px;border-radius:50%;border:1.5px solid var(--warn);color:var(--warn);font:700 10px/12.5px system-ui,sans-serif;text-align:center}
.verdict li.settle::before{content:"?";border-color:var(--info);color:var(--info)}
.cols{display:grid;grid-template-columns:1fr 1fr;gap:0 36px}
@media(max-width:760px){.cols{grid-template-columns:1fr}body{padding:14px}.n.odds{white-space:normal}}
table{border-collapse:collapse;width:100%}caption{text-align:left}
th,td{padding:6px 14px 6px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th,tbody th.key{color:var(--muted)}th.key{width:28%;white-space:nowrap}th.row{min-width:110px}th:last-child,td:last-child{padding-right:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.picture{overflow-x:auto}.picture>svg{display:block;width:100%;min-width:680px;height:auto}
svg text{fill:var(--fg);font:12px var(--vscode-font-family,system-ui,sans-serif)}svg text.muted{fill:var(--muted)}svg text.row{font-weight:500}
svg text.number{font-size:9px;fill:var(--muted);paint-order:stroke;stroke:var(--bg);stroke-width:3px}
.band{fill:var(--card)}.tick{stroke:var(--muted);stroke-width:1;opacity:.3}
.event{stroke:var(--warn);stroke-width:1.5;stroke-dasharray:4 3}svg text.event-label{fill:var(--warn);paint-order:stroke;stroke:var(--bg);stroke-width:4px}
.mark{fill:var(--c)}.hollow{fill:var(--bg);stroke:var(--c);stroke-width:1.5}.path{fill:none;stroke:var(--c);stroke-width:1.5;opacity:.45}
.cross{stroke:var(--bad);stroke-width:2.2;stroke-linecap:round;fill:none}.refusal{stroke:var(--muted);stroke-width:1.5;fill:none}
.d1{stroke-dasharray:6 3}.d2{stroke-dasharray:2 3}.mark,.hollow{stroke-dasharray:none}
.loose{--c:light-dark(#818b98,#7d8590)}
.c1{--c:light-dark(#0969da,#4493f8)}.c2{--c:light-dark(#bc4c00,#f0883e)}.c3{--c:light-dark(#8250df,#ab7df8)}.c4{--c:light-dark(#1b7c83,#39c5cf)}
.c5{--c:light-dark(#bf3989,#db61a2)}.c6{--c:light-dark(#4d7b1f,#8fbf4d)}.c7{--c:light-dark(#6e5494,#c3b1e1)}.c0{--c:light-dark(#866118,#e3c46b)}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;margin-top:6px;color:var(--muted);font-size:13px}.legend span{display:inline-flex;align-items:center;gap:6px}.legend svg{width:14px;height:14px}.legend .mark,.legend .hollow{--c:var(--fg)}
.share{width:100%;height:12px;display:block;margin-top:4px}.share rect{fill:var(--info)}.share .rest{fill:var(--line);opacity:.6}
td.bar{width:60%}details{margin-top:10px}summary{cursor:pointer;color:var(--muted)}details table{margin-top:8px;font-size:13px}
details .scroll{max-height:420px;overflow:auto}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.findings li{padding-left:22px;position:relative;margin:4px 0}.findings li::before{content:"i";position:absolute;left:0;top:3px;width:15px;height:15px;border-radius:50%;border:1.5px solid var(--info);color:var(--info);font:700 10px/12.5px system-ui,sans-serif;text-align:center}
.findings li.warning::before{content:"!";border-color:var(--warn);color:var(--warn)}
footer{margin-top:30px;padding-top:10px;border-top:1px solid var(--line);font-size:13px}
:focus-visible{outline:2px solid var(--vscode-focusBorder,var(--info));outline-offset:2px}
@media(prefers-contrast:more){:root{--muted:var(--fg);--line:var(--fg)}.path{opacity:.8}.tick{opacity:.6}.verdict{border-width:2px;border-left-width:6px}}
@media(forced-colors:active){:root{--fg:CanvasText;--bg:Canvas;--muted:CanvasText;--card:Canvas;--line:CanvasText;--ok:CanvasText;--warn:CanvasText;--bad:CanvasText;--info:CanvasText}
svg{forced-color-adjust:none}.mark,.hollow,.path{--c:CanvasText}.path{opacity:.7}.band{stroke:CanvasText}.share .rest{fill:Canvas;stroke:CanvasText;opacity:1}}
@media print{:root,:root[data-theme=dark]{color-scheme:light}body{max-width:none;padding:0}.cols{grid-template-columns:1fr}.verdict,.band,.seal,.share{print-color-adjust:exact;-webkit-print-color-adjust:exact}.verdict,tr,.picture,.legend{break-inside:avoid}h2,h3{break-after:avoid}.picture{overflow:visible}.picture>svg{min-width:0}details .scroll{max-height:none;overflow:visible}details:not([open]){display:none}}
`;
