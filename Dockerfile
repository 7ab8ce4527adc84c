# The service without the embedded ClickHouse: it needs a ClickHouse server, and Kafka where roles are apart.
# A tag can move. To pin for good, append the digest that `docker buildx imagetools inspect IMAGE` prints: IMAGE@sha256:…
FROM node:22.23.3-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./
COPY sdk/package.json sdk/

# The compiler wants every package's types, those of the optional ones too.
FROM base AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts/build.mjs scripts/build-web.mjs scripts/
COPY sdk sdk
COPY domain domain
COPY ingest ingest
COPY analyzers analyzers
COPY alerts alerts
COPY store store
COPY api api
COPY service service
COPY web web
RUN node scripts/build.mjs

FROM base AS dependencies
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:22.23.3-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY sql sql
COPY docker/healthcheck.mjs docker/
# A new volume takes over the owner of the directory that it covers.
RUN install --directory --owner=node --group=node /scratch
USER node
EXPOSE 7070
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "docker/healthcheck.mjs"]
ENTRYPOINT ["node", "dist/service/cli/main.js"]
CMD ["serve", "--config", "/etc/plumbline/plumbline.yaml"]
