# The product as one image: `zhixing up` starts API, worker and stand-in subsystems.
FROM python:3.11-slim

WORKDIR /opt/zhixing
COPY requirements.lock pyproject.toml ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements.lock

COPY . .
RUN python -m pip install --no-cache-dir --no-build-isolation --no-deps --no-index --editable . \
    && useradd --create-home zhixing \
    && install --directory --owner=zhixing /var/lib/zhixing

USER zhixing
ENV ZHIXING_DATA_DIR=/var/lib/zhixing ZHIXING_API_HOST=0.0.0.0
VOLUME /var/lib/zhixing
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["zhixing", "up", "--no-example"]
