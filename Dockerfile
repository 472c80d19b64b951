# The server, its workers and the command line in one image: a locked install, no build tools, no root.
FROM python:3.13-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY server server
COPY voice_client voice_client
COPY static static
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /app/bin/python -m compileall -q /app/lib

FROM python:3.13-slim-bookworm
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 REPCAST_LOG_FORMAT=json
# Relative paths, the SQLite file of a server without Postgres among them, and a .env if one is mounted, are looked
# for here.
RUN install -d -o 65532 -g 65532 /run/repcast
WORKDIR /run/repcast
USER 65532:65532
EXPOSE 8000
ENTRYPOINT ["repcast-server"]
CMD ["serve", "--host=0.0.0.0"]
