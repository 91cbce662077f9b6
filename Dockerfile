# One image for every role: docker run linli api | worker | migrate | all …
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY migrations migrations
COPY src src
RUN node --import=tsx --input-type=module --eval \
    "import { ensureWebBuilt } from './src/web/build.ts'; await ensureWebBuilt(console.log);"
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# The embedded database and its keys, for `all` without DATABASE_URL; with an outside one, a worker's checkpoints only.
RUN mkdir -p /data/checkpoints && chown -R node:node /data
VOLUME /data
COPY --from=build /app ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--import=tsx", "src/main.ts"]
CMD ["api"]
