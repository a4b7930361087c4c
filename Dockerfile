# The image of `headwater`: the compiled sources, their dependencies and Node. No shell is needed to run it.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY controllers controllers
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# the image's user `node`, by number: a Pod that must not run as root can only check numbers
USER 1000:1000
# nobody asks on loopback here; manifests/ listens on the Pod's address
EXPOSE 9440
ENTRYPOINT ["node", "/app/dist/src/cli/main.js"]
CMD ["--help"]
