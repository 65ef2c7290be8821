#!/bin/sh
# Maintainer's script: rebuilds static/css, static/fonts, static/pictograms.svg and
# the licences. Nobody needs it to run the project: the results are committed.
# usage: sh web/look/build.sh   (needs npm and, for the fonts, pyftsubset)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static=$(cd "$here/../../static" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$work/"
(cd "$work" && npm ci --silent --ignore-scripts)
modules=$work/node_modules

"$modules/.bin/sass" --style=compressed --no-source-map --quiet \
  --load-path="$modules/bootstrap-italia/src/scss" \
  "$here/scss/reciprocamensa.scss" "$static/css/reciprocamensa.css"
node "$here/sprite.mjs" "$modules/@tabler/icons/icons/outline" "$static/pictograms.svg"
if command -v pyftsubset >/dev/null; then sh "$here/fonts.sh" "$modules" "$static/fonts"; fi

cp "$modules/bootstrap-italia/LICENSE" "$static/licences/bootstrap-italia.txt"
cp "$modules/@tabler/icons/LICENSE" "$static/licences/tabler-icons.txt"
cp "$modules/@fontsource/atkinson-hyperlegible-next/LICENSE" "$static/licences/atkinson-hyperlegible-next.txt"
cp "$modules/@fontsource/noto-sans-arabic/LICENSE" "$static/licences/noto-sans-arabic.txt"
gzip -9c "$static/css/reciprocamensa.css" | wc -c
