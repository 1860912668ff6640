#!/bin/sh
# Rotates the API token in a file, for cron: the token needs the scope tokens:rotate.
#   rotate-token.sh /path/to/token-file [http://localhost:8000]
set -eu
umask 077
file=$1
server=${2:-http://localhost:8000}

# The token goes to curl by standard input, so that no list of processes shows it; the former one stays good for
# ten minutes, so that who holds it can read the file again.
answer=$(printf 'header = "Authorization: Bearer %s"\n' "$(cat "$file")" |
  curl --silent --show-error --fail-with-body --config - --request POST \
    --header 'Content-Type: application/json' --data '{"grace_period":600}' "$server/api/v2/tokens/rotate") || {
  echo "The token was not rotated: $answer" >&2
  exit 1
}

token=$(printf '%s' "$answer" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
[ -n "$token" ] || { echo "The answer has no token." >&2; exit 1; }

# Written aside and moved into place: whoever reads the file finds the one token or the other, never half of one.
printf '%s\n' "$token" > "$file.new"
mv "$file.new" "$file"
