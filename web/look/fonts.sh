#!/bin/sh
# Subsets the two families to the letters that scss/_fonts.scss declares.
# usage: fonts.sh NODE_MODULES TARGET   (needs pyftsubset: pip install "fonttools[woff]")
set -eu
modules=$1/@fontsource target=$2
latin="U+20-7E,U+A0-FF,U+131,U+152-153,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2082,U+2122,U+2190-2193,U+2212"
arabic="U+60C,U+61B,U+61F,U+621-63A,U+640-652,U+660-66C,U+670,U+67E,U+686,U+698,U+6A9,U+6AF,U+6CC,U+6F0-6F9,U+200C-200F"
subset() { # from, to, unicodes, features
  pyftsubset "$1" --output-file="$2" --flavor=woff2 --no-hinting --unicodes="$3" --layout-features="$4"
}
for weight in 400 700; do
  atkinson=$modules/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next
  subset "$atkinson-latin-$weight-normal.woff2" "$target/atkinson-latin-$weight.woff2" "$latin" "ccmp,kern,liga,locl,mark,tnum"
  cp "$atkinson-latin-ext-$weight-normal.woff2" "$target/atkinson-latin-ext-$weight.woff2"
  subset "$modules/noto-sans-arabic/files/noto-sans-arabic-arabic-$weight-normal.woff2" \
    "$target/noto-arabic-$weight.woff2" "$arabic" "ccmp,init,medi,fina,isol,rlig,calt,mark,mkmk,kern,curs"
done
