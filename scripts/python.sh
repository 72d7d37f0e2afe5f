#!/bin/sh
# Builds the Python package, and checks it: its tests, the examples of its documentation, its types, its notebooks.
# Everything is installed into target/python; what comes from PyPI is in python/requirements.txt.
set -eu
cd "$(dirname "$0")/.."

cargo=${CARGO:-cargo}
folder=$PWD/target/python
venv=$folder/venv
python=$venv/bin/python
# What the library and the package both need is built once.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"

if [ ! -x "$python" ]; then
    "${PYTHON:-python3}" -m venv "$venv" || {
        rm -rf "$venv"
        echo "python: no virtual environment. Install Python 3.9 or later with its module venv:" \
            "'sudo apt-get install python3-venv' (Debian, Ubuntu)" >&2
        exit 1
    }
fi
echo "python: installs into target/python/venv, from PyPI: $(sed '/^#/d' python/requirements.txt | tr '\n' ' ')"
"$python" -m pip install --quiet --disable-pip-version-check --requirement python/requirements.txt

# The program, with which the package is compared.
$cargo build --quiet --release --locked --package maskproof-cli
export MASKPROOF_PROGRAM="$CARGO_TARGET_DIR/release/maskproof"

echo "python: builds the wheel"
rm -rf "$folder/wheels"
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$folder/wheels" ./python
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$folder"/wheels/*.whl

echo "python: form and types"
(cd python && $cargo fmt --check && $cargo clippy --quiet --locked --all-targets -- -D warnings)
(cd python && "$python" -m ruff check --quiet . && "$python" -m ruff format --quiet --check . && "$python" -m mypy)
"$python" -m mypy.stubtest maskproof --mypy-config-file python/pyproject.toml

echo "python: examples of the documentation, and tests"
"$python" -m pytest -c python/pyproject.toml -p no:cacheprovider -q --doctest-modules --pyargs maskproof
"$python" -m pytest -c python/pyproject.toml -p no:cacheprovider -q python/tests

echo "python: notebooks"
"$python" -m nbconvert --log-level WARN --to notebook --execute --output-dir "$folder/notebooks" \
    python/notebooks/*.ipynb
echo "python: the wheel is $(ls "$folder"/wheels/*.whl), the executed notebooks are in target/python/notebooks"
