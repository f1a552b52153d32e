# The action's image: one static binary on nothing. Certificate roots and time zones are compiled in.
# Plain Dockerfile, no cache mounts: GitHub's runner builds it at the start of each job, and any builder can.

# The newest stable Rust on Alpine when this was written (1.98.0, Alpine 3.24; amd64 and arm64), by digest: what is built
# today is built tomorrow. Any other base with Rust and a C compiler will do: --build-arg RUST=…
ARG RUST=rust:1-alpine@sha256:a10e64dd139b7387337c7fbe8aca31b959b57b2fd4c8ae20a02cf1d6ea424dce

FROM ${RUST} AS build
# ring is partly C and assembly. Alpine brings no compiler; another base may.
RUN command -v gcc || apk add --no-cache gcc musl-dev
WORKDIR /build
# Static, and with its relocations in the short form: 0.4 MB less. An older C library cannot start that; see the smoke test.
ENV RUSTFLAGS="-C target-feature=+crt-static -C link-arg=-Wl,-z,pack-relative-relocs"

# The dependencies change seldom, so they get a layer of their own: the manifests, and the least source that cargo takes
# for the workspace (a target that a manifest names must be there). The build's target is the base's own, but named: then
# RUSTFLAGS stay away from proc macros, which cannot be static.
COPY Cargo.toml Cargo.lock ./
COPY examples/demo/Cargo.toml examples/demo/Cargo.toml
COPY tests/fakes/Cargo.toml tests/fakes/Cargo.toml
RUN mkdir -p src benches examples/demo/src tests/fakes/src \
    && echo 'fn main() {}' | tee src/main.rs > examples/demo/src/main.rs \
    && touch src/lib.rs benches/pipeline.rs tests/fakes/src/lib.rs \
    && cargo build --release --locked --target "$(rustc --print host-tuple)"

# MIT and Apache-2.0 ask that their texts go with what is linked.
COPY LICENSE LICENSE-APACHE LICENSE-MIT docker/third-party-licences /licences/
RUN /licences/third-party-licences > /licences/THIRD-PARTY && rm /licences/third-party-licences

COPY src src
COPY templates templates
# The copied files may be older than what was built above, and cargo goes by time.
RUN touch src/main.rs src/lib.rs \
    && cargo build --release --locked --target "$(rustc --print host-tuple)" \
    && mv "target/$(rustc --print host-tuple)/release/daily-papers" /daily-papers \
    && /daily-papers --version | grep '^daily-papers '

# Smoke test: the binary starts where there is nothing else. A stage of its own, because RUN leaves directories behind.
FROM scratch AS smoke
COPY --from=build /daily-papers /daily-papers
RUN ["/daily-papers", "--version"]

FROM scratch
# The release workflow adds version, revision and source (https://specs.opencontainers.org/image-spec/annotations/).
LABEL org.opencontainers.image.title="daily-papers" \
    org.opencontainers.image.description="Keeps a repository's README filled with the newest arXiv papers on its owner's keywords" \
    org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /licences /licences
COPY --from=smoke /daily-papers /daily-papers
# No USER: an action must run as root, or it may not write the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name
# (https://docs.github.com/en/actions/reference/workflows-and-actions/dockerfile-support). No WORKDIR: the runner sets it.
ENTRYPOINT ["/daily-papers"]
