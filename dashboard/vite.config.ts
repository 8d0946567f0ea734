import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // For React before 18; ours has it by itself.
  resolve: { alias: [{ find: /^use-sync-external-store\/shim.*/, replacement: 'react' }] },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    // A polyfill is an inline script in old browsers only; every browser that runs es2023 preloads by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page needs comes in one piece: dozens of small ones compress worse, and each has headers of its own.
        codeSplitting: {
          groups: [
            { name: 'frame', tags: ['$initial'] },
            // And what the overview has in common with other pages, small as it is.
            {
              name: 'common',
              test: /(?:progress-bar|shell.now|ago|use-question|circle-|triangle-)[^\\/]*$/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: {
    // `npm run dashboard:dev` beside `npm start`.
    proxy: {
      '/graphql': { target: 'http://127.0.0.1:4000', ws: true, changeOrigin: true },
      '/export': { target: 'http://127.0.0.1:4000', changeOrigin: true },
    },
  },
})
