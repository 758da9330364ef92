#!/usr/bin/env node
await import("../dist/sticky.mjs");
