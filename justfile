# The verbs of this repository; each is one line over `cargo xtask`.

# Print the server's document and generate the SDKs from it.
generate:
    cargo xtask generate

# Fail if anything generated is stale.
check:
    cargo xtask generate --check

# Every check of the repository.
test:
    cargo xtask test

# The scenarios, through every SDK, against a live server.
contract *options:
    cargo xtask contract {{options}}

# Start the reference server.
serve *options:
    cargo xtask serve {{options}}

# Generate from public documents and compile the output.
corpus *names:
    cargo xtask corpus {{names}}

# Measure.
bench:
    cargo xtask bench
