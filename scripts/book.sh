#!/bin/sh
# Builds the book into target/book/html: assembles its pages, renders them with mdBook, and checks every link. mdBook is
# installed from crates.io into target/book-tools, unless the same version is on the path.
set -eu
cd "$(dirname "$0")/.."

version=0.5.4
tools=target/book-tools
cargo=${CARGO:-cargo}

is_wanted() {
    [ "$("$1" --version 2>/dev/null)" = "mdbook v$version" ]
}

if is_wanted mdbook; then
    mdbook=mdbook
else
    mdbook=$tools/bin/mdbook
    if ! is_wanted "$mdbook"; then
        echo "book: installing mdbook $version into $tools (once; some minutes)"
        $cargo install --quiet --locked mdbook --version "$version" --no-default-features --features search \
            --root "$tools" --target-dir "$tools/build" --force || {
            echo "book: mdbook $version could not be installed. It comes from crates.io: is there a network?" >&2
            echo "book: elsewhere, 'cargo install mdbook --version $version' puts it on the path, and nothing is fetched here." >&2
            exit 1
        }
        rm -rf "$tools/build"
    fi
fi

mkdir -p target/book
$cargo build --quiet --locked --package maskproof-book --target-dir target/book/build || {
    echo "book: the program that assembles the book could not be built (it has no dependencies)" >&2
    exit 1
}
assembler=target/book/build/debug/maskproof-book
rm -rf target/book/html
"$assembler" assemble . target/book/source
"$mdbook" build target/book/source --dest-dir "$PWD/target/book/html"
"$assembler" check target/book/html
echo "book: open target/book/html/index.html"
