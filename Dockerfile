# The action's image: one static binary on nothing. Certificate roots and time zones are compiled in.
# Plain Dockerfile, no cache mounts: GitHub's runner builds it at the start of each job.

ARG RUST=rust:1-alpine

FROM ${RUST} AS build
# ring is partly C and assembly. Alpine brings no compiler; another base may.
RUN command -v gcc || apk add --no-cache gcc musl-dev
WORKDIR /build
ENV RUSTFLAGS="-C target-feature=+crt-static"

# The dependencies change seldom, so they get a layer of their own: the manifests, and the least source that cargo takes
# for the workspace (a target that a manifest names must be there). The build's target is the base's own, but named: then
# RUSTFLAGS stay away from proc macros, which cannot be static.
COPY Cargo.toml Cargo.lock ./
COPY tests/stand-ins/Cargo.toml tests/stand-ins/Cargo.toml
RUN mkdir -p src benches tests/stand-ins/src \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs benches/pipeline.rs tests/stand-ins/src/lib.rs \
    && cargo build --release --locked --target "$(rustc --print host-tuple)"

COPY src src
COPY templates templates
# The copied files may be older than what was built above, and cargo goes by time.
RUN touch src/main.rs src/lib.rs \
    && cargo build --release --locked --target "$(rustc --print host-tuple)" \
    && mv "target/$(rustc --print host-tuple)/release/daily-papers" /daily-papers \
    && /daily-papers --version | grep '^daily-papers '

# Smoke test: the binary starts where there is nothing else. A stage of its own, because RUN leaves folders behind.
FROM scratch AS smoke
COPY --from=build /daily-papers /daily-papers
RUN ["/daily-papers", "--version"]

FROM scratch
COPY --from=smoke /daily-papers /daily-papers
# No USER: an action must run as root, or it may not write the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name
# (https://docs.github.com/en/actions/reference/workflows-and-actions/dockerfile-support). No WORKDIR: the runner sets it.
ENTRYPOINT ["/daily-papers"]
