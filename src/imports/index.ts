export { removeOldImports } from './remove-old-imports.ts';
