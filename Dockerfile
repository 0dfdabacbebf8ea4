# Paperwire as a container: `docker run -v paperwire:/data -e PAPERWIRE_TELEGRAM_TOKEN=… paperwire`.
# It runs as a user without rights, on a read-only file system if so started; all it writes is in /data.
FROM python:3.13.9-slim-trixie AS build
WORKDIR /src
RUN python -m venv /opt/paperwire
COPY requirements.lock ./
RUN /opt/paperwire/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY adapters adapters
COPY storage storage
COPY bot bot
RUN /opt/paperwire/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13.9-slim-trixie
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin paperwire \
    && install --directory --owner=paperwire --group=paperwire /data
COPY --from=build /opt/paperwire /opt/paperwire
ENV PATH=/opt/paperwire/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PAPERWIRE_DATABASE_URL=sqlite:////data/paperwire.db \
    PAPERWIRE_HTTP_PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PAPERWIRE_HTTP_PORT'] + '/healthz', timeout=5)"]
ENTRYPOINT ["paperwire"]
CMD ["run"]
