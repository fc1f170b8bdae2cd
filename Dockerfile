# The server as an image, for a team: streamable HTTP on port 8000, for those who have a token.
#
#   docker build --tag dataworks-di-mcp .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges --publish 127.0.0.1:8000:8000 \
#       --volume "$PWD/tokens:/run/secrets/tokens:ro" --env ALIBABA_CLOUD_REGION_ID=cn-shanghai \
#       --env ALIBABA_CLOUD_ACCESS_KEY_ID --env ALIBABA_CLOUD_ACCESS_KEY_SECRET dataworks-di-mcp
#
# User 10001 must be able to read the tokens. Names of the variables without values are taken from your environment.
# Clients reach it as http://localhost:8000/mcp; for a name of your own, and to add other options, give the whole
# command: docker run ... dataworks-di-mcp serve --transport http --host 0.0.0.0 --allowed-hosts mcp.example.com ...
# To try it without an account or tokens: docker run --rm --interactive dataworks-di-mcp serve --emulator
# The emulator alone, for tests: docker run --rm --no-healthcheck --publish 127.0.0.1:18080:18080 dataworks-di-mcp \
#     emulate --host 0.0.0.0 --allowed-hosts localhost --key ID:SECRET

FROM python:3.11-slim AS build
ENV PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY comparison ./comparison
COPY dataworks ./dataworks
COPY dataworks_di_mcp ./dataworks_di_mcp
COPY emulator ./emulator
COPY examples/sdk ./examples/sdk
COPY mirroring ./mirroring
COPY prompts ./prompts
COPY server ./server
COPY tools ./tools
RUN python -m pip wheel --quiet --no-deps --wheel-dir dist .
RUN python -m venv --without-pip /opt/venv
RUN python -m pip --python /opt/venv/bin/python install --quiet --no-compile "$(echo dist/*.whl)[telemetry]"
# The files never change: without a look at their time, they start from any layer.
RUN python -m compileall -q --invalidation-mode unchecked-hash /opt/venv/lib

FROM python:3.11-slim
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH HOME=/tmp
# An image that can't do its work is not made. The run also leaves compiled what it takes from Python's own library,
# which the base image has as source only, and which nobody can write later.
RUN dataworks-di-mcp demo --json
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=2); c.request('GET', '/health'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["dataworks-di-mcp"]
CMD ["serve", "--transport", "http", "--host", "0.0.0.0", "--port", "8000", "--allowed-hosts", "localhost", "--token-file", "/run/secrets/tokens"]
