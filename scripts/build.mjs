// Sets the workspace up and no more: what F5 needs first.
import { prepare } from './prepare.mjs';

await prepare(['build']);
