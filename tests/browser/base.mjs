// Makes the data folders that the test files copy, once for all of them: node base.mjs FOLDER
import { MANY, USUAL, makeBase } from './support.mjs';
import { join } from 'node:path';

const folder = process.argv[2];
makeBase(join(folder, 'usual'), USUAL);
makeBase(join(folder, 'many'), MANY);
