#!/bin/sh
# Installs the optional foreign oracles of the tests: esolver (QSopt_ex, exact linear programs). Tests that need one run when
# it is on the path; with MASKPROOF_HAVE_ESOLVER set they fail without it.
set -eu

command -v esolver >/dev/null 2>&1 && exit 0
command -v apt-get >/dev/null 2>&1 || { echo "oracles: no apt-get; install QSopt_ex by hand" >&2; exit 1; }

root=""
[ "$(id -u)" -eq 0 ] || root="sudo -n"
$root apt-get update -qq
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qsopt-ex
