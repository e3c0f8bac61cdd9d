# Every service of an installation as one image: `zhixing api`, `worker`, `prepare`, `stand-ins`. docs/operations.md says how they are run.
# For a build that can be repeated to the byte of its base, give the digest: --build-arg PYTHON=python@sha256:…
ARG PYTHON=python:3.11.15-slim-bookworm

FROM ${PYTHON} AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python3 -m venv /opt/zhixing
WORKDIR /build
COPY requirements-server.lock ./
RUN /opt/zhixing/bin/python -m pip install --require-hashes --only-binary :all: --no-compile -r requirements-server.lock
COPY . .
# What the lock installed is enough to build the product; what is needed for that alone does not go along.
RUN /opt/zhixing/bin/python -m pip install --no-build-isolation --no-deps --no-index --no-compile . \
    && /opt/zhixing/bin/python -m pip uninstall --yes hatchling editables trove-classifiers pathspec \
    && /opt/zhixing/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/zhixing/lib \
    && /opt/zhixing/bin/python -m pip uninstall --yes pip setuptools

FROM ${PYTHON}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Zhixing 执行" \
      org.opencontainers.image.description="Durable orchestrator of court enforcement cases under 法〔2021〕322号" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.documentation="docs/operations.md"
RUN groupadd --system --gid 10322 zhixing \
    && useradd --system --uid 10322 --gid zhixing --no-create-home --home-dir /var/lib/zhixing --shell /usr/sbin/nologin zhixing \
    && install --directory --owner=zhixing --group=zhixing --mode=0700 /var/lib/zhixing /backups
COPY --from=builder /opt/zhixing /opt/zhixing
ENV PATH=/opt/zhixing/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    ZHIXING_DATA_DIR=/var/lib/zhixing \
    ZHIXING_API_HOST=0.0.0.0 \
    ZHIXING_WORKER_METRICS_PORT=9464
USER 10322:10322
WORKDIR /var/lib/zhixing
EXPOSE 8000 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 CMD ["zhixing", "probe", "api"]
ENTRYPOINT ["zhixing"]
CMD ["api"]
