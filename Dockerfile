# Production image: web, worker, beat and migrate are the same one, with another command.
FROM python:3.11-slim-bookworm AS packages
RUN pip install --no-cache-dir --disable-pip-version-check uv
COPY pyproject.toml requirements.lock /build/
# The lock as constraint: its versions and hashes, without the tools of development.
RUN uv venv /venv \
    && uv pip install --python /venv/bin/python --compile-bytecode --no-cache \
        --constraint /build/requirements.lock --requirements /build/pyproject.toml

FROM python:3.11-slim-bookworm
# What WeasyPrint needs to compose the PDF reports.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin tzcld \
    && install -d -o tzcld -g tzcld /srv/media /srv/beat
ENV PATH=/venv/bin:$PATH HOME=/tmp MEDIA_ROOT=/srv/media \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py pyproject.toml ./
COPY static static
COPY templates templates
COPY docs docs
COPY tzcld tzcld
COPY territories territories
COPY cle cle
COPY ppde ppde
COPY ebe ebe
COPY activities activities
COPY evaluation evaluation
# A key for the time of the build: nothing is signed with it.
RUN SECRET_KEY=build python manage.py collectstatic --noinput --verbosity 0
USER tzcld
EXPOSE 8000
# The number of processes comes from WEB_CONCURRENCY.
CMD ["gunicorn", "tzcld.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--threads", "4", "--timeout", "60", "--graceful-timeout", "20", \
     "--max-requests", "2000", "--max-requests-jitter", "200", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", \
     "--logger-class", "tzcld.logs.AccessLogger", "--access-logfile", "-"]
