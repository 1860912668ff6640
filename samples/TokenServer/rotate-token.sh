#!/bin/sh
# Rotates the API token in a file, for cron: the token needs the scope tokens:rotate.
#   rotate-token.sh /path/to/token-file [http://localhost:8000]
# The file keeps its owner and mode; a symbolic link stays, and what it leads to is replaced.
set -eu
umask 077

fail() {
  printf 'The token was not rotated: %s\n' "$1" >&2
  exit 1
}

[ $# -ge 1 ] || fail "name the file that holds it."
server=${2:-http://localhost:8000}
file=$(readlink -f -- "$1") && [ -f "$file" ] || fail "$1 is no file."
[ -r "$file" ] && [ -w "$file" ] || fail "$file cannot be read and written by $(id -un)."

# An editor may have ended the line with CR LF. Nothing but a token (RFC 6750 section 2.1) reaches curl's configuration.
token=$(tr -d '\r' < "$file")
case $token in
  '' | *[!A-Za-z0-9._~+/=-]*) fail "$file must hold a token on one line, and nothing else." ;;
esac

# Whatever can go wrong with the disk shall go wrong before the server is asked: the copy beside the file has its
# owner, its mode, and the room for a token.
new=$(mktemp "$file.XXXXXX") || fail "no file can be made beside $file."
trap 'rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM
cp -p "$file" "$new" || fail "$file cannot be copied to the same folder."
[ "$(ls -ln "$file" | awk '{ print $1, $3, $4 }')" = "$(ls -ln "$new" | awk '{ print $1, $3, $4 }')" ] ||
  fail "$(id -un) cannot give a new file the owner of $file."
printf '%4096s' '' > "$new" || fail "there is no room for a token beside $file."

# From here on a signal waits: it must not come between the answer and the file. The token goes to curl by standard
# input, so that no list of processes shows it; the former one stays good for ten minutes, so that who holds it can
# read the file again.
trap '' HUP INT TERM
answer=$(printf 'header = "Authorization: Bearer %s"\n' "$token" |
  curl --silent --show-error --fail-with-body --max-time 60 --config - --request POST \
    --header 'Content-Type: application/json' --data '{"grace_period":600}' "${server%/}/api/v2/tokens/rotate" 2>&1) ||
  fail "$answer"
token=$(printf '%s' "$answer" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
[ -n "$token" ] || fail "the answer has no token."

# Written into the room that is there already, cut to its length, and moved into place: whoever reads the file finds
# the one token or the other, never half of one.
printf '%s\n' "$token" 1<> "$new"
dd of="$new" bs=1 seek=$((${#token} + 1)) count=0 2> /dev/null
if ! mv -f "$new" "$file"; then
  # A file that is mounted by itself cannot be replaced, but written.
  cat "$new" > "$file" || {
    trap - EXIT
    echo "The token was rotated. The new one is in $new, for $file cannot be written." >&2
    exit 1
  }
fi
