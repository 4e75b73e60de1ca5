#!/bin/sh
# service.sh: real clients use the built service: requests, curl, python-socketio over three transports, socket.io-client
# and axios in Node and in Chromium, schemathesis on its OpenAPI document; axe on its page; then nginx in front.
#
# What cannot be had here is left out, and that is said. With CI=true what can be had and cannot be installed fails.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
program=$here/../.build/release/hrlreport
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hrlreport-checks
work=$(mktemp -d)
left_out=
service=
proxy=

finish() {
	for process in $service $proxy; do kill "$process" 2>/dev/null || true; done
	wait
	rm -rf "$work"
}
trap finish EXIT

# need WHAT COMMAND...: installs; where that cannot be had, what is left out is noted.
need() {
	what=$1
	shift
	status=0
	"$@" || status=$?
	[ "$status" -ne 0 ] || return 0
	if [ "$status" -ne 2 ] && [ "${CI:-}" = true ]; then
		echo "error: the service: $what could not be installed" >&2
		exit 1
	fi
	left_out="$left_out
  $what"
	return 1
}

# package COMMAND PACKAGE...: Debian packages that bring a command.
package() {
	command -v "$1" >/dev/null 2>&1 && return
	shift
	"$here/install" "$@"
}

# serve OPTION...: starts the service on a free port; $base is its address then.
serve() {
	rm -rf "$work/scenarios" "$work/serving"
	cp -R "$here/../scenarios" "$work/scenarios"
	: >"$work/serving"
	"$program" serve --port 0 --output "$work/output" --scenarios "$work/scenarios" "$@" >"$work/serving" 2>"$work/log" &
	service=$!
	while ! grep -q serving "$work/serving"; do
		kill -0 "$service" 2>/dev/null || { cat "$work/log" >&2 && exit 1; }
		sleep 0.1
	done
	base=$(sed 's/^serving //' "$work/serving")
}

# end: a service that is asked to end has saved everything.
end() {
	kill "$service"
	wait "$service" || { cat "$work/log" >&2 && exit 1; }
	service=
}

# check ARGUMENT...: runs the checks, and notes which clients were not there.
check() {
	status=0
	# schemathesis leaves its cache where it is started.
	(cd "$work" && "$cache/service/bin/python" "$here/check_service.py" "$base" "$@") >"$work/checks" 2>&1 || status=$?
	cat "$work/checks"
	[ "$status" -eq 0 ] || { cat "$work/log" >&2 && exit 1; }
	missing=$(grep '^skip' "$work/checks" | grep -v -e '--token$' -e '--front-end$' -e '--slow$' -e 'no browser$' -e '--permissive$' || true)
	[ -z "$missing" ] || left_out="$left_out
$missing"
}

need 'requests, python-socketio, schemathesis' "$here/python" service \
	requests 'python-socketio[client]' schemathesis axe-playwright-python==0.1.8 || {
	echo '****************************************************************' >&2
	echo 'the service: NOT CHECKED: the clients cannot be had here' >&2
	echo '****************************************************************' >&2
	exit 0
}
need curl package curl curl || true
need Chromium package chromium chromium || true
need Node package node nodejs || true
[ -e /usr/share/nodejs/axios/dist/axios.min.js ] || need axios "$here/install" node-axios || true

serve
# Longer floods are the matter of TrainingTests.
check --output "$work/output" --pid "$service" --flood 3000
if command -v chromium >/dev/null 2>&1; then
	"$cache/service/bin/python" "$here/check_service_page.py" "$base"
fi
end

umask 077
echo a-token-for-checks >"$work/token"
serve --token-file "$work/token" --front-end
check --token a-token-for-checks --front-end --output "$work/output" --pid "$service" \
	--only 'token|front end|clients|every client|curl|over all three|Node|scenarios: list|models: list|simulation: run'
end

if need nginx package nginx nginx-light; then
	# The server of the article, without its certificate.
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	serve --allow-host reports.example
	sed -n '/^map /,/^```/p' "$here/../Sources/hrlreport/Documentation.docc/Service.md" | sed '/^```/d' \
		| sed -e "s/listen 443 ssl;/listen 127.0.0.1:$port;/" -e "s#http://127.0.0.1:8000#$base#" >"$work/server.conf"
	cat >"$work/nginx.conf" <<-END
		daemon off; pid $work/nginx.pid; error_log $work/nginx.log;
		events {}
		http { access_log off; client_body_temp_path $work/nginx-body; proxy_temp_path $work/nginx-proxy;
		fastcgi_temp_path $work/nginx-1; uwsgi_temp_path $work/nginx-2; scgi_temp_path $work/nginx-3; include $work/server.conf; }
	END
	"$(command -v nginx || echo /usr/sbin/nginx)" -c "$work/nginx.conf" &
	proxy=$!
	sleep 1
	base=http://localhost:$port
	# Whoever asks nginx by another name than the proxied one is refused by the service, not by nginx.
	check --only 'health|handshake|clients connect: polling|curl|every client|fragments|a foreign Host|a stranger'
	kill "$proxy"
	end
fi

if [ -n "$left_out" ]; then
	echo '****************************************************************' >&2
	echo "NOT CHECKED with the service, since it cannot be had here:$left_out" >&2
	echo '****************************************************************' >&2
fi
