import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root,
  // The default is the working directory: a start from elsewhere must build the same thing.
  cacheDir: fileURLToPath(new URL('../../node_modules/.vite', import.meta.url)),
  plugins: [react()],
  build: {
    target: 'es2020',
    // The page is served under `default-src 'self'`, which forbids data: URLs for files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
