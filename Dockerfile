# The web, the worker and beat: one image, three commands (docker-compose.yml).
# This image was never built where it was written, for want of a container engine; what it runs is what .ci/run runs in
# a fresh folder. Please tell if a step fails.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    STATE_DIR=/srv/state STATIC_ROOT=/srv/static

WORKDIR /srv/app
COPY requirements.txt ./
RUN pip install -r requirements.txt

RUN useradd --system --uid 10001 --home-dir /srv --shell /usr/sbin/nologin reciprocamensa \
    && mkdir -p /srv/state /srv/static \
    && chown reciprocamensa /srv/state /srv/static
COPY --chown=reciprocamensa . .

USER reciprocamensa
# The addresses are never used here: both commands only read and write files.
RUN MODE=development DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused \
    sh -c 'python -m config.catalogues compile && python manage.py collectstatic --noinput'

EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers"]
